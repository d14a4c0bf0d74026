import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findFreePort } from "../../src/fixtures/free-port.ts";
import { guardProcess } from "../../src/fixtures/guardian/guardian.ts";
import { findRedisServer } from "../../src/fixtures/redis/redis-server-program.ts";
import { waitPatiently } from "../../src/patience.ts";
import { openTestClient } from "./test-client.ts";

/** A Redis server that answers, but need not take writes: a member of a Cluster, or a Sentinel. */
export interface UnreadyServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server with these lines in its configuration file. The test disposes of it. */
export async function startUnreadyServer(
  lines: readonly string[],
  ...words: readonly string[]
): Promise<UnreadyServer> {
  const folder = mkdtempSync(join(tmpdir(), "bus-chaos-unready-"));
  const port = await findFreePort();
  const file = join(folder, "redis.conf");
  writeFileSync(file, [`port ${port}`, "bind 127.0.0.1", 'save ""', ...lines, ""].join("\n"));
  const child = spawn(findRedisServer() ?? "redis-server", [file, ...words], {
    cwd: folder,
    stdio: "ignore",
  });
  await once(child, "spawn");
  const unguard = guardProcess(child.pid ?? 0);
  const ended = once(child, "close");
  const url = `redis://127.0.0.1:${port}`;
  const answers = async (): Promise<boolean> => {
    const client = await openTestClient(url);
    client.destroy();
    return true;
  };
  await using opening = new AsyncDisposableStack();
  opening.defer(async () => {
    child.kill("SIGKILL");
    await ended;
    unguard();
    rmSync(folder, { recursive: true, force: true });
  });
  await waitPatiently(answers, { what: "the server to answer", timeoutMs: 10_000 });
  const everything = opening.move();
  return { url, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
