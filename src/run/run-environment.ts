import { EnvironmentError, UsageError } from "../errors.ts";
import type { Endpoint } from "../fixtures/endpoint.ts";
import { selectProvider } from "../fixtures/redis/redis-provider.ts";
import type { RedisProvider } from "../fixtures/redis/redis.ts";
import type { LinkFactory } from "../link/contract/link.ts";
import { openLinkFactory } from "../link/link-factory.ts";
import {
  createNetworkNamespace,
  packetDropMissing,
} from "../link/packet-drop/network-namespace.ts";
import { createNamespaceProvider } from "../link/packet-drop/redis-namespace.ts";
import { requireFileDescriptors } from "../preflight/preflight-machine.ts";
import type { RunRequest } from "./plan/run-request.ts";

/** The source of Redis servers, and the links that lead to them. Several runs can share it. */
export interface RunEnvironment {
  readonly provider: RedisProvider;
  readonly links: LinkFactory;
}

/** A run environment that its opener must dispose of. */
export type OpenRunEnvironment = RunEnvironment & AsyncDisposable;

type EnvironmentRequest = Pick<
  RunRequest,
  | "provider"
  | "link"
  | "redisUrl"
  | "redisCa"
  | "redisCert"
  | "redisKey"
  | "toxiproxyUrl"
  | "toxiproxyListen"
  | "allowRemote"
>;

/**
 * Opens the environment that a request names.
 *
 * @throws UsageError or EnvironmentError if the provider or the link cannot be had on this machine.
 */
export async function openRunEnvironment(
  request: EnvironmentRequest,
  signal: AbortSignal,
): Promise<OpenRunEnvironment> {
  requireFileDescriptors();
  const { toxiproxyUrl, toxiproxyListen: listenHost, allowRemote } = request;
  const provider = await selectProvider(request.provider, request);
  if (provider.usesTls === true && request.link === "toxiproxy") throw tlsThroughToxiproxy();
  const { behind } = provider;
  const toxiproxyContainer = behind && {
    signal,
    upstreamOf: (redis: Endpoint) => behind(redis) ?? redis,
  };
  const links = await openLinkFactory(request.link, {
    toxiproxyUrl,
    toxiproxy: { listenHost },
    allowRemote,
    toxiproxyContainer,
    signal,
  });
  return { provider, links, [Symbol.asyncDispose]: () => links[Symbol.asyncDispose]() };
}

function tlsThroughToxiproxy(): UsageError {
  return new UsageError(
    "a Toxiproxy cannot end the TLS of Redis, so the bus could not connect through it",
    {
      hint: "Use --link embedded with a rediss:// URL.",
    },
  );
}

/**
 * Opens an environment in a network namespace of its own, where packets can be dropped on the way.
 *
 * @throws EnvironmentError that says why this machine cannot do it.
 */
export async function openPacketDropEnvironment(): Promise<OpenRunEnvironment> {
  const missing = await packetDropMissing();
  if (missing !== undefined) throw new EnvironmentError(missing);
  await using opening = new AsyncDisposableStack();
  const namespace = opening.use(await createNetworkNamespace());
  const links = opening.use(await openLinkFactory("packet-drop", { namespace }));
  const provider = createNamespaceProvider(namespace);
  const everything = opening.move();
  return { provider, links, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
