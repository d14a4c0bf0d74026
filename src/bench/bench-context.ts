import type { Bus, BusLogger } from "../bus/contract.ts";
import { streamKey, streamsBus } from "../bus/streams/streams-bus.ts";
import { waitUntil } from "../clock.ts";
import { sendCommand, type DirectClient } from "../fixtures/redis/redis-client.ts";
import type { RunningRedis } from "../fixtures/redis/redis.ts";

/** The Redis of a benchmark, and what every measurement on it needs. */
export interface BenchContext {
  readonly redis: RunningRedis;
  /** The URL of that Redis for a bus. It needs no TLS. */
  readonly busUrl: string;
  /** A direct connection to Redis. Its INFO commands are left out of every count. */
  readonly probe: DirectClient;
  /** Prefix of every key. */
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/** The bus under measurement; disposing closes it. */
export interface BenchBus extends AsyncDisposable {
  readonly bus: Bus;
  /** How many connections the bus has lost, or given up, until now. */
  lostConnections(): number;
}

export interface BenchBusOptions {
  readonly role: string;
  readonly blockMs: number;
  /** Default: Redis itself, without a link, unless Redis speaks TLS. */
  readonly url?: string;
}

export const replyLimitMs = 5000;
const blockedLimitMs = 10_000;

const quietLogger: BusLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Opens a streams bus with this block time. */
export async function openBenchBus(
  { busUrl, namespace, signal }: BenchContext,
  { role, blockMs, url = busUrl }: BenchBusOptions,
): Promise<BenchBus> {
  let lost = 0;
  const bus = await streamsBus.open({
    url,
    role,
    namespace,
    blockMs,
    logger: quietLogger,
    signal,
    notify: ({ kind }) => {
      if (kind === "disconnected") lost += 1;
    },
  });
  return { bus, lostConnections: () => lost, [Symbol.asyncDispose]: () => bus.close() };
}

/** Removes the stream of a topic when it is disposed. */
export function ownTopic(
  { probe, namespace }: BenchContext,
  topic: string,
): AsyncDisposable & { readonly topic: string } {
  return {
    topic,
    [Symbol.asyncDispose]: async () => {
      const removal = sendCommand(probe, ["DEL", streamKey(topic, namespace)], replyLimitMs);
      await removal.catch(() => undefined); // Without Redis the measurement has failed already.
    },
  };
}

/** Resolves once this number of reads of a role is blocked at the server. */
export async function awaitBlocked(
  { probe, signal }: BenchContext,
  role: string,
  count: number,
): Promise<void> {
  const isBlocked = new RegExp(`^(?=.* name=${role}:)(?=.* flags=\\w*b)`, "gmu");
  const probeBlocked = async () => {
    const clients = String(await sendCommand(probe, ["CLIENT", "LIST"], replyLimitMs));
    return (clients.match(isBlocked) ?? []).length >= count;
  };
  const what = `${count} blocked reads of ${role}`;
  await waitUntil(probeBlocked, { what, timeoutMs: blockedLimitMs, signal });
}
