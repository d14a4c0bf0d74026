import { nowMs } from "../clock.ts";
import { WaitTimeoutError } from "../errors.ts";
import type { LinkFactory } from "../link/contract/link.ts";
import { throughLink } from "../run/participants/through-link.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { awaitBlocked, type BenchContext, openBenchBus, ownTopic } from "./bench-context.ts";
import type { DeadConnection } from "./block-measurement.ts";

const directLimitMs = 5000;

export interface DeadConnectionOptions {
  readonly blockMs: number;
  readonly limitMs: number;
  readonly links: LinkFactory;
}

/**
 * Measures how soon a reader gets messages again after its connections become half-open: no byte passes
 * any more, neither side is told, and new connections work. The read has just begun to wait, which is
 * the worst moment.
 */
export async function measureDeadConnection(
  context: BenchContext,
  { blockMs, limitMs, links }: DeadConnectionOptions,
): Promise<DeadConnection> {
  const { redis, signal } = context;
  const role = `bench-dead-${blockMs}`;
  await using owned = ownTopic(context, role);
  await using link = await links.open(role, redis.endpoint());
  const url = throughLink(redis.url(), link);
  await using reader = await openBenchBus(context, { role, blockMs, url });
  await using publisher = await openBenchBus(context, { role: `${role}-publisher`, blockMs });
  const { topic } = owned;
  const arrivals = createArrivals(signal);
  await reader.bus.subscribe(topic, { group: "bench", consumer: role }, arrivals.handler);
  const first = arrivals.next("first", directLimitMs);
  await Promise.all([first, publisher.bus.publish(topic, "first")]);
  await awaitBlocked(context, role, 1);

  await link.inject({ kind: "blackhole", direction: "both", scope: "existing" });
  const injectedAtMs = nowMs();
  // Redis gives this message to the dead reader, and a claim may bring it back. The next message needs a
  // working reader.
  await publisher.bus.publish(topic, "swallowed");
  const delivered = nextWithin(arrivals, "awaited", limitMs);
  const [atMs] = await Promise.all([delivered, publisher.bus.publish(topic, "awaited")]);
  return { blockMs, limitMs, deliveredMs: atMs === null ? null : atMs - injectedAtMs };
}

async function nextWithin(
  arrivals: Arrivals,
  payload: string,
  limitMs: number,
): Promise<number | null> {
  try {
    return await arrivals.next(payload, limitMs);
  } catch (error) {
    if (error instanceof WaitTimeoutError) return null;
    throw error;
  }
}
