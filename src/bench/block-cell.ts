import { sleep } from "../clock.ts";
import { inParallel } from "../run/in-parallel.ts";
import { createArrivals } from "./arrivals.ts";
import { type BenchBus, type BenchGround, openBenchBus, ownTopic } from "./bench-ground.ts";
import type { BlockCell } from "./block-measurement.ts";
import type { BlockPlan, CellPlan } from "./block-plan.ts";
import { measureClosing } from "./close-time.ts";
import { measureLatency } from "./delivery-latency.ts";
import { measureIdleCost } from "./idle-cost.ts";

const group = "bench";
const subscribingAtOnce = 20;
/** For the acknowledgements and reads that the last message brought about. */
const settleMs = 200;

/** Everything about one BLOCK value and number of consumers. Leaves nothing open, and no key. */
export async function measureCell(
  ground: BenchGround,
  cell: CellPlan,
  { latency, closings }: Pick<BlockPlan, "latency" | "closings">,
): Promise<BlockCell> {
  const { blockMs, consumers, windowMs } = cell;
  const { signal } = ground;
  const role = `bench-${blockMs}x${consumers}`;
  await using owned = ownTopic(ground, role);
  await using subscriber = await openBenchBus(ground, { role, blockMs });
  const { topic } = owned;
  const arrivals = createArrivals(signal);
  const names = Array.from({ length: consumers }, (_, index) => `consumer-${index}`);
  await inParallel(names, subscribingAtOnce, (consumer) =>
    subscriber.bus.subscribe(topic, { group, consumer }, arrivals.handler),
  );
  const measuredLatency = await withPublisher(ground, cell, ({ bus: publisher }) =>
    measureLatency({ name: role, publisher, topic, arrivals, signal }, latency),
  );
  await sleep(settleMs, signal);
  const lostBefore = subscriber.lostConnections();
  const idleCost = await measureIdleCost(ground, windowMs);
  const lostConnections = subscriber.lostConnections() - lostBefore;
  const closeMs = await measureClosing(ground, cell, { topic, group, closings });
  return { blockMs, consumers, ...idleCost, lostConnections, latency: measuredLatency, closeMs };
}

/** A publisher of its own, gone before the idle figures are counted: its PINGs are not theirs. */
async function withPublisher<T>(
  ground: BenchGround,
  { blockMs, consumers }: CellPlan,
  use: (publisher: BenchBus) => Promise<T>,
): Promise<T> {
  const role = `bench-publisher-${blockMs}x${consumers}`;
  await using publisher = await openBenchBus(ground, { role, blockMs });
  return await use(publisher);
}
