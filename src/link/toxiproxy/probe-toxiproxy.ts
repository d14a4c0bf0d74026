import { connect } from "node:net";

import { waitUntil, withDeadline } from "../../clock.ts";
import { EnvironmentError, errorText } from "../../errors.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { readProxyTraffic } from "./toxiproxy-metrics.ts";
import { createControlledProxy } from "./toxiproxy-proxy.ts";
import type { ToxiproxyServer } from "./toxiproxy-server.ts";

const connectTimeoutMs = 1_000;
const countTimeoutMs = 1_000;

/**
 * Sends a request of the HTTP API through a proxy of the server, and waits until the server has counted its
 * bytes. Without counts no run can show that its faults touched the bus.
 *
 * @throws EnvironmentError if the server counts nothing, or if its proxies cannot be reached from here.
 */
export async function assertCarriesAndCounts(server: ToxiproxyServer): Promise<void> {
  const { calls } = server;
  if ((await calls.read("/metrics")) === undefined) throw countsNothing(calls.client.host);
  const { hostname: host, port } = new URL(calls.client.host);
  const name = `bus-chaos-${process.pid}-probe-${++probes}`;
  const proxy = await createControlledProxy({ ...server, upstreamOf: (api) => api }, name, {
    host,
    port: Number(port),
  });
  try {
    await ask(proxy.place.endpoint, proxy.place.listen);
    await untilCounted(server, name);
  } finally {
    await proxy.remove();
  }
}

let probes = 0;

/** Sends a request and reads until the server closes the connection: Toxiproxy counts it only then. */
async function ask({ host, port }: Endpoint, listen: string): Promise<void> {
  const socket = connect({ host, port });
  let bytes = 0;
  try {
    const answered = new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("close", () => (bytes > 0 ? resolve() : reject(new Error("no byte came back"))));
      socket.on("data", (chunk: Buffer) => (bytes += chunk.length));
    });
    socket.write("GET /version HTTP/1.1\r\nHost: toxiproxy\r\nConnection: close\r\n\r\n");
    await withDeadline(answered, "an answer through a proxy", connectTimeoutMs);
  } catch (error) {
    throw new EnvironmentError(
      `a proxy of Toxiproxy that listens on ${listen} cannot be reached at ${host}:${port}: ${errorText(error)}`,
      {
        hint: "If this Toxiproxy runs in a container, publish its ports and add --toxiproxy-listen 0.0.0.0.",
        cause: error,
      },
    );
  } finally {
    socket.destroy();
  }
}

async function untilCounted({ calls }: ToxiproxyServer, name: string): Promise<void> {
  const isCounted = async (): Promise<boolean> =>
    ((await readProxyTraffic(calls, name))?.bytesToClient ?? 0) > 0;
  try {
    await waitUntil(isCounted, { what: "the bytes of a proxy", timeoutMs: countTimeoutMs });
  } catch {
    throw countsNothing(calls.client.host);
  }
}

function countsNothing(url: string): EnvironmentError {
  return new EnvironmentError(`Toxiproxy at ${url} does not count the bytes of its proxies`, {
    hint: "Start it with -proxy-metrics. Without these counts no run shows that its faults touched the bus.",
  });
}
