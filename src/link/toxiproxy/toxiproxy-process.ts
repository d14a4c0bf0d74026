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

/** Where the set-up of this project puts the server that it builds. */
const builtServer = fileURLToPath(new URL("../../../.cache/bin/toxiproxy-server", import.meta.url));

/** BUS_CHAOS_TOXIPROXY_SERVER, or the server on the PATH, or the one that was built by the set-up. */
export function findToxiproxyServer(environment = process.env): string | undefined {
  const named = environment["BUS_CHAOS_TOXIPROXY_SERVER"] ?? "";
  if (named !== "") return findExecutable(named, environment["PATH"]);
  return findExecutable("toxiproxy-server", environment["PATH"]) ?? findExecutable(builtServer);
}

/** Runs a server of our own on loopback; disposing ends it. */
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

interface Started {
  readonly url: string;
  readonly server: ServerProcess;
}

/** Another program can take a port between the look and the start, so a taken one is not the end. */
async function startOnFreePort(program: string, directory: string): Promise<Started> {
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
    // Port 0 would give another port each time the proxy is switched on again.
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
    hint: "Start it by hand, or check BUS_CHAOS_TOXIPROXY_SERVER if it is set.",
    cause: error,
  });
}
