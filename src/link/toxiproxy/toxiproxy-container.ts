import { waitUntil } from "../../clock.ts";
import { EnvironmentError, errorText } from "../../errors.ts";
import { toxiproxyImage } from "../../fixtures/docker/docker-images.ts";
import { probeDocker } from "../../fixtures/docker/docker-probe.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { createDockerContainer } from "../../fixtures/server/docker-container.ts";
import type { DockerContainer } from "../../fixtures/server/docker-container.ts";
import { createToxiproxyCalls } from "./toxiproxy-calls.ts";
import type { ToxiproxyServer } from "./toxiproxy-server.ts";

const controlPort = 8_474;
const firstLinkPort = 8_666;
const readyTimeoutMs = 10_000;

export interface ToxiproxyContainerOptions {
  /** BUS_CHAOS_TOXIPROXY_IMAGE or a pinned release by default. */
  readonly image?: string | undefined;
  /** Returns the address at which a container reaches the Redis that is published at an endpoint. */
  readonly upstreamOf: (redis: Endpoint) => Endpoint;
  /** How many links there can be at once, 12 by default. Docker runs a process for each. */
  readonly linkPorts?: number | undefined;
  readonly signal: AbortSignal;
}

/** Runs Toxiproxy in a container that is published only on the loopback. Disposing removes it. */
export async function startToxiproxyContainer({
  image = toxiproxyImage(),
  upstreamOf,
  linkPorts = 12,
  signal,
}: ToxiproxyContainerOptions): Promise<ToxiproxyServer> {
  await assertDocker();
  const ports = Array.from({ length: linkPorts }, (_, index) => firstLinkPort + index);
  const container = await createDockerContainer({
    image,
    command: ["-host=0.0.0.0", "-proxy-metrics"],
    ports: [controlPort, ...ports],
    signal,
  });
  try {
    await container.start();
    const { host, port } = await container.endpoint(controlPort);
    const url = `http://${host}:${port}`;
    await untilReady(url, signal);
    return asToxiproxyServer(url, { container, ports, upstreamOf });
  } catch (error) {
    const log = await container.logTail().catch(() => "");
    await container.remove();
    signal.throwIfAborted();
    throw startError(error, { image, log });
  }
}

/** Waits until Toxiproxy answers. It is asked from outside, because the image has no other program. */
async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  const isReady = async () => (await fetch(`${url}/version`, { signal })).ok;
  await waitUntil(isReady, { what: "Toxiproxy to answer", timeoutMs: readyTimeoutMs, signal });
}

interface RunningContainer {
  readonly container: DockerContainer;
  readonly ports: readonly number[];
  readonly upstreamOf: (redis: Endpoint) => Endpoint;
}

function asToxiproxyServer(
  url: string,
  { container, ports, upstreamOf }: RunningContainer,
): ToxiproxyServer {
  let next = 0;
  return {
    calls: createToxiproxyCalls(url),
    linkLimit: ports.length,
    addressAttempts: ports.length,
    nextAddress: async () => {
      const port = ports[next++ % ports.length] ?? firstLinkPort;
      return { listen: `0.0.0.0:${port}`, endpoint: await container.endpoint(port) };
    },
    upstreamOf,
    [Symbol.asyncDispose]: container.remove,
  };
}

async function assertDocker(): Promise<void> {
  const { unusable } = await probeDocker([]);
  if (unusable === undefined) return;
  throw new EnvironmentError(`Docker cannot be used: ${unusable}`, {
    hint: "Start Docker, put a toxiproxy-server on the PATH, or use --link embedded.",
  });
}

function startError(error: unknown, { image, log }: { image: string; log: string }) {
  const lines = log === "" ? "it logged nothing" : `it logged:\n${log}`;
  return new EnvironmentError(
    `Toxiproxy in ${image} did not start: ${errorText(error)}; ${lines}`,
    {
      hint: "Check the image with `docker run`, and BUS_CHAOS_TOXIPROXY_IMAGE if it is set.",
      cause: error,
    },
  );
}
