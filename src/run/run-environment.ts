import { EnvironmentError } from "../errors.ts";
import { selectProvider } from "../fixtures/redis/redis-provider.ts";
import type { Endpoint, RedisProvider } from "../fixtures/redis/redis.ts";
import type { LinkFactory } from "../link/contract/link.ts";
import { openLinkFactory } from "../link/link-factory.ts";
import {
  createNetworkNamespace,
  packetDropMissing,
} from "../link/packet-drop/network-namespace.ts";
import { createNamespaceProvider } from "../link/packet-drop/redis-namespace.ts";
import type { RunRequest } from "./plan/run-request.ts";

/** What runs stand on: where Redis comes from and how it is reached. */
export interface RunEnvironment extends AsyncDisposable {
  readonly provider: RedisProvider;
  readonly links: LinkFactory;
}

export async function openRunEnvironment(
  request: RunRequest,
  signal: AbortSignal,
): Promise<RunEnvironment> {
  const provider = await selectProvider(request.provider, request);
  const { behind } = provider;
  const toxiproxyContainer = behind && {
    signal,
    upstreamOf: (redis: Endpoint) => behind(redis) ?? redis,
  };
  const links = await openLinkFactory(request.link, { ...request, signal, toxiproxyContainer });
  return { provider, links, [Symbol.asyncDispose]: () => links[Symbol.asyncDispose]() };
}

/**
 * A footing in a network namespace of its own, where packets can be dropped on the way.
 *
 * @throws EnvironmentError that says why it can't be had on this machine.
 */
export async function openPacketDropEnvironment(): Promise<RunEnvironment> {
  const missing = await packetDropMissing();
  if (missing !== undefined) throw new EnvironmentError(missing);
  await using opening = new AsyncDisposableStack();
  const namespace = opening.use(await createNetworkNamespace());
  const links = opening.use(await openLinkFactory("packet-drop", { namespace }));
  const provider = createNamespaceProvider(namespace);
  const everything = opening.move();
  return { provider, links, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}
