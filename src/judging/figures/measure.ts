import type { IndexedHistory } from "../../history/indexed-history.ts";
import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import type { Repeat } from "../duplicate/repeats.ts";
import { analyse, type Analysis } from "../facts/analysis.ts";
import type { Counts, Metrics } from "./metrics.ts";
import { percentilesOf } from "./percentiles.ts";

/** All figures of one history. */
export function measure(history: IndexedHistory): Metrics {
  const analysis = analyse(history);
  const { deliveryLatency, steadyDeliveryLatency, recovery } = analysis;
  return {
    counts: count(history, analysis),
    publishLatency: percentilesOf(publishLatencies(history)),
    deliveryLatency,
    steadyDeliveryLatency,
    recovery,
    harnessDelayMs: harnessDelay(history),
  };
}

function count(history: IndexedHistory, analysis: Analysis): Counts {
  const { losses, strays, repeats, reorderings, received } = analysis;
  const lossesOf = (kind: string): number => losses.filter((loss) => loss.kind === kind).length;
  const straysOf = (kind: string): number => strays.filter((stray) => stray.kind === kind).length;
  return {
    ...countPublishes(history, analysis),
    delivered: received,
    lost: lossesOf("lost"),
    dropped: lossesOf("dropped"),
    late: lossesOf("late"),
    duplicates: pairsOf(repeats),
    unexplainedDuplicates: pairsOf(repeats.filter(({ explanation }) => !explanation)),
    unexpected: straysOf("unexpected") + straysOf("misrouted"),
    corrupt: straysOf("corrupt"),
    reordered: reorderings.length,
  };
}

type PublishCounts = Pick<
  Counts,
  "published" | "acknowledged" | "rejected" | "inDoubt" | "recoveredInDoubt"
>;

function countPublishes({ messages }: IndexedHistory, { groups }: Analysis): PublishCounts {
  let acknowledged = 0;
  let rejected = 0;
  let inDoubt = 0;
  let recoveredInDoubt = 0;
  for (const { key, outcome } of messages.values()) {
    if (outcome === "acknowledged") acknowledged++;
    else if (outcome === "rejected") rejected++;
    else {
      inDoubt++;
      if (groups.some(({ firstDeliveries }) => firstDeliveries.has(key))) recoveredInDoubt++;
    }
  }
  return { published: messages.size, acknowledged, rejected, inDoubt, recoveredInDoubt };
}

/** Pairs of message and group, however often the message came. */
function pairsOf(repeats: readonly Repeat[]): number {
  return new Set(
    repeats.map(({ group, message }) => `${group.topic}\n${group.name}\n${message.key}`),
  ).size;
}

function publishLatencies({ messages }: IndexedHistory): number[] {
  const latencies: number[] = [];
  for (const { outcome, settledMs, intendedMs } of messages.values()) {
    if (outcome === "acknowledged" && settledMs !== undefined)
      latencies.push(settledMs - intendedMs);
  }
  return latencies;
}

/** A sample covers the time since the one before: what is older than the last heal is over. */
function harnessDelay({ samples, faults }: IndexedHistory): number {
  const lastHealMs = faults.reduce((last, { healedMs = last }) => Math.max(last, healedMs), 0);
  return samples
    .filter(({ sample, timeMs }) => sample === harnessSample && timeMs > lastHealMs)
    .reduce((worst, { values }) => Math.max(worst, values[eventLoopDelayValue] ?? 0), 0);
}
