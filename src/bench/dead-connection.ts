import { nowMs } from "../clock.ts";
import { WaitTimeoutError } from "../errors.ts";
import type { LinkFactory } from "../link/contract/link.ts";
import { throughLink } from "../run/participants/through-link.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { awaitBlocked, type BenchGround, openBenchBus, ownTopic } from "./bench-ground.ts";
import type { DeadConnection } from "./block-measurement.ts";

const directLimitMs = 5000;

export interface DeadConnectionOptions {
  readonly blockMs: number;
  readonly limitMs: number;
  readonly links: LinkFactory;
}

/**
 * Half-open: the connections that a waiting reader has lead nowhere from now on, and nobody says so;
 * new ones work. The read has just begun to wait, which is the worst moment.
 */
export async function measureDeadConnection(
  ground: BenchGround,
  { blockMs, limitMs, links }: DeadConnectionOptions,
): Promise<DeadConnection> {
  const { redis, signal } = ground;
  const role = `bench-dead-${blockMs}`;
  await using owned = ownTopic(ground, role);
  await using link = await links.open(role, redis.endpoint());
  const url = throughLink(redis.url(), link);
  await using reader = await openBenchBus(ground, { role, blockMs, url });
  await using publisher = await openBenchBus(ground, { role: `${role}-publisher`, blockMs });
  const { topic } = owned;
  const arrivals = createArrivals(signal);
  await reader.bus.subscribe(topic, { group: "bench", consumer: role }, arrivals.handler);
  const first = arrivals.next("first", directLimitMs);
  await Promise.all([first, publisher.bus.publish(topic, "first")]);
  await awaitBlocked(ground, role, 1);

  await link.inject({ kind: "blackhole", direction: "both", scope: "existing" });
  const injectedAtMs = nowMs();
  // Goes to the dead reader, and might come back by a claim. What follows needs a working reader.
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
