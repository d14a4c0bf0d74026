import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { waitUntil } from "../../clock.ts";
import { EnvironmentError, errorText } from "../../errors.ts";
import { findExecutable } from "../../fixtures/find-executable.ts";
import { findFreePort } from "../../fixtures/free-port.ts";
import { guard } from "../../fixtures/guardian/guardian.ts";
import { readLogTail, startServerProcess } from "../../fixtures/server/server-process.ts";
import type { ServerProcess } from "../../fixtures/server/server-process.ts";
import { createToxiproxyCalls } from "./toxiproxy-calls.ts";
import type { ToxiproxyServer } from "./toxiproxy-server.ts";

const host = "127.0.0.1";
const startAttempts = 3;
const readyTimeoutMs = 5_000;
const endTimeoutMs = 5_000;

/** The path of the server that `npm run setup` builds. */
const builtServer = fileURLToPath(new URL("../../../.cache/bin/toxiproxy-server", import.meta.url));

/** Finds BUS_CHAOS_TOXIPROXY_SERVER, else the server on the PATH, else the server of `npm run setup`. */
export function findToxiproxyServer(environment = process.env): string | undefined {
  const named = environment["BUS_CHAOS_TOXIPROXY_SERVER"] ?? "";
  if (named !== "") return findExecutable(named, environment["PATH"]);
  return findExecutable("toxiproxy-server", environment["PATH"]) ?? findExecutable(builtServer);
}

/** Starts a server on the loopback. Disposing ends it and removes its folder. */
export async function startToxiproxyProcess(program: string): Promise<ToxiproxyServer> {
  const directory = await mkdtemp(join(tmpdir(), "bus-chaos-toxiproxy-"));
  const unguard = guard({ kind: "directory", path: directory });
  const removeDirectory = async () => {
    await rm(directory, { recursive: true, force: true });
    unguard();
  };
  try {
    const { url, server } = await startOnFreePort(program, directory);
    return asToxiproxyServer(url, async () => {
      await end(server);
      await removeDirectory();
    });
  } catch (error) {
    await removeDirectory();
    throw error;
  }
}

interface StartedServer {
  readonly url: string;
  readonly server: ServerProcess;
}

/** Tries several ports, because another program can take a port after it was found free. */
async function startOnFreePort(program: string, directory: string): Promise<StartedServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort(host);
    const logFile = join(directory, `toxiproxy-${port}.log`);
    const words = ["-host", host, "-port", String(port), "-proxy-metrics"];
    const server = await startServerProcess([program, ...words], { logFile, directory });
    const url = `http://${host}:${port}`;
    try {
      await untilReady(url, server.gone);
      return { url, server };
    } catch (error) {
      await end(server);
      if (attempt === startAttempts) throw startError(error, await readLogTail(logFile));
    }
  }
}

async function untilReady(url: string, gone: AbortSignal): Promise<void> {
  const what = "Toxiproxy to answer";
  const isReady = async () => (await fetch(`${url}/version`, { signal: gone })).ok;
  await waitUntil(isReady, { what, timeoutMs: readyTimeoutMs, signal: gone });
}

async function end(server: ServerProcess): Promise<void> {
  server.signal("SIGKILL");
  await server.ended(endTimeoutMs);
}

function asToxiproxyServer(url: string, dispose: () => Promise<void>): ToxiproxyServer {
  return {
    calls: createToxiproxyCalls(url),
    addressAttempts: 5,
    // With port 0 the proxy would get another port each time it is enabled.
    nextAddress: async () => {
      const port = await findFreePort(host);
      return { listen: `${host}:${port}`, endpoint: { host, port } };
    },
    upstreamOf: (redis) => redis,
    [Symbol.asyncDispose]: dispose,
  };
}

function startError(error: unknown, log: string): EnvironmentError {
  const lines = log === "" ? "it logged nothing" : `it logged:\n${log}`;
  return new EnvironmentError(`Toxiproxy did not start: ${errorText(error)}; ${lines}`, {
    hint: "Start it by hand to see why, and check BUS_CHAOS_TOXIPROXY_SERVER if it is set.",
    cause: error,
  });
}
