import { sleep } from "../clock.ts";
import { inParallel } from "../run/in-parallel.ts";
import { createArrivals } from "./arrivals.ts";
import { type BenchBus, type BenchContext, openBenchBus, ownTopic } from "./bench-context.ts";
import type { BlockCell } from "./block-measurement.ts";
import type { BlockPlan, CellPlan } from "./block-plan.ts";
import { measureClosing } from "./close-time.ts";
import { measureLatency } from "./delivery-latency.ts";
import { measureIdleCost } from "./idle-cost.ts";

const group = "bench";
const subscribingAtOnce = 20;
/** For the acknowledgements and reads after the last message. */
const settleMs = 200;

/** Measures one BLOCK value with one number of consumers. Leaves no connection and no key. */
export async function measureCell(
  context: BenchContext,
  cell: CellPlan,
  { latency, closings }: Pick<BlockPlan, "latency" | "closings">,
): Promise<BlockCell> {
  const { blockMs, consumers, windowMs } = cell;
  const { signal } = context;
  const role = `bench-${blockMs}x${consumers}`;
  await using owned = ownTopic(context, role);
  await using subscriber = await openBenchBus(context, { role, blockMs });
  const { topic } = owned;
  const arrivals = createArrivals(signal);
  const names = Array.from({ length: consumers }, (_, index) => `consumer-${index}`);
  await inParallel(names, subscribingAtOnce, (consumer) =>
    subscriber.bus.subscribe(topic, { group, consumer }, arrivals.handler),
  );
  const measuredLatency = await withPublisher(context, cell, ({ bus: publisher }) =>
    measureLatency({ name: role, publisher, topic, arrivals, signal }, latency),
  );
  await sleep(settleMs, signal);
  const lostBefore = subscriber.lostConnections();
  const idleCost = await measureIdleCost(context, windowMs);
  const lostConnections = subscriber.lostConnections() - lostBefore;
  const closeMs = await measureClosing(context, cell, { topic, group, closings });
  return { blockMs, consumers, ...idleCost, lostConnections, latency: measuredLatency, closeMs };
}

/** Closes the publisher before the idle figures are counted, because its PINGs would be counted too. */
async function withPublisher<T>(
  context: BenchContext,
  { blockMs, consumers }: CellPlan,
  use: (publisher: BenchBus) => Promise<T>,
): Promise<T> {
  const role = `bench-publisher-${blockMs}x${consumers}`;
  await using publisher = await openBenchBus(context, { role, blockMs });
  return await use(publisher);
}
