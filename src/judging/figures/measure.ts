import type { IndexedHistory } from "../../history/indexed-history.ts";
import {
  duplicateDeliveriesOf,
  type DuplicateDelivery,
} from "../duplicate/duplicate-deliveries.ts";
import { factsOf } from "../facts/facts.ts";
import { harnessDelayOf } from "../facts/harness-delay.ts";
import { deliveryLatenciesOf } from "../facts/latencies.ts";
import { percentilesOf } from "../facts/percentiles.ts";
import { lossesOf } from "../lost/losses.ts";
import { reportedRecoveryOf } from "../not-recovered/measure-recovery.ts";
import { reorderingsOf } from "../reordered/reorderings.ts";
import type { Counts, Metrics } from "./metrics.ts";

/** Returns all figures of one history, for the report. */
export function measure(history: IndexedHistory): Metrics {
  const latencies = deliveryLatenciesOf(history);
  return {
    counts: count(history),
    publishLatency: percentilesOf(publishLatencies(history)),
    deliveryLatency: latencies.all,
    steadyDeliveryLatency: latencies.steady,
    recovery: reportedRecoveryOf(history),
    harnessDelayMs: harnessDelayOf(history),
  };
}

function count(history: IndexedHistory): Counts {
  const { losses, received } = lossesOf(history);
  const { strays } = factsOf(history);
  const duplicates = duplicateDeliveriesOf(history);
  const lossCount = (kind: string): number => losses.filter((loss) => loss.kind === kind).length;
  const strayCount = (kind: string): number => strays.filter((stray) => stray.kind === kind).length;
  return {
    ...countPublishes(history),
    delivered: received,
    lost: lossCount("lost"),
    stranded: lossCount("stranded"),
    dropped: lossCount("dropped"),
    late: lossCount("late"),
    duplicates: pairsOf(duplicates),
    unexplainedDuplicates: pairsOf(duplicates.filter(({ reason }) => !reason)),
    unexpected: strayCount("unexpected") + strayCount("misrouted"),
    corrupt: strayCount("corrupt"),
    reordered: reorderingsOf(history).length,
  };
}

type PublishCounts = Pick<
  Counts,
  "published" | "acknowledged" | "rejected" | "inDoubt" | "recoveredInDoubt"
>;

function countPublishes(history: IndexedHistory): PublishCounts {
  const { messages } = history;
  const { groups } = factsOf(history);
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

/** Counts pairs of message and group, however often the message came. */
function pairsOf(duplicates: readonly DuplicateDelivery[]): number {
  return new Set(
    duplicates.map(({ group, message }) => `${group.topic}\n${group.name}\n${message.key}`),
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
