import type { IndexedHistory } from "../../history/indexed-history.ts";
import { divideDuplicates, pairsOf } from "../duplicate/divide-duplicates.ts";
import { duplicateDeliveriesOf } from "../duplicate/duplicate-deliveries.ts";
import { factsOf } from "../facts/facts.ts";
import { harnessDelayOf } from "../facts/harness-delay.ts";
import { deliveryLatenciesOf } from "../facts/latencies.ts";
import { percentilesOf } from "../facts/percentiles.ts";
import { isAllowedLoss } from "../lost/allowed-loss.ts";
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
  const missed = losses.filter(({ message }) => !message.canary);
  const lost = missed.filter(({ kind }) => kind === "lost");
  const missedAs = (kind: string): number => missed.filter((loss) => loss.kind === kind).length;
  const strayCount = (kind: string): number => strays.filter((stray) => stray.kind === kind).length;
  return {
    ...countPublishes(history),
    delivered: received,
    lost: lost.length,
    lostAllowed: lost.filter((loss) => isAllowedLoss(loss, history)).length,
    stranded: missedAs("stranded"),
    dropped: missedAs("dropped"),
    late: missedAs("late"),
    ...countDuplicates(history),
    unexpected: strayCount("unexpected") + strayCount("misrouted"),
    corrupt: strayCount("corrupt"),
    reordered: reorderingsOf(history).length,
  };
}

function countDuplicates(
  history: IndexedHistory,
): Pick<Counts, "duplicates" | "duplicatesAllowed" | "unexplainedDuplicates"> {
  const duplicates = duplicateDeliveriesOf(history);
  const { onlyAllowed } = divideDuplicates(duplicates, history.header.guarantees);
  const unexplained = duplicates.filter(({ reason }) => !reason);
  return {
    duplicates: pairsOf(duplicates),
    duplicatesAllowed: pairsOf(onlyAllowed),
    unexplainedDuplicates: pairsOf(unexplained),
  };
}

type PublishCounts = Pick<
  Counts,
  "published" | "acknowledged" | "rejected" | "inDoubt" | "recoveredInDoubt" | "canaries"
>;

function countPublishes(history: IndexedHistory): PublishCounts {
  const { messages } = history;
  const { groups } = factsOf(history);
  let acknowledged = 0;
  let rejected = 0;
  let inDoubt = 0;
  let recoveredInDoubt = 0;
  let canaries = 0;
  for (const { key, outcome, canary } of messages.values()) {
    if (canary) canaries++;
    else if (outcome === "acknowledged") acknowledged++;
    else if (outcome === "rejected") rejected++;
    else {
      inDoubt++;
      if (groups.some(({ firstDeliveries }) => firstDeliveries.has(key))) recoveredInDoubt++;
    }
  }
  const published = messages.size - canaries;
  return { published, acknowledged, rejected, inDoubt, recoveredInDoubt, canaries };
}

function publishLatencies({ messages }: IndexedHistory): number[] {
  const latencies: number[] = [];
  for (const { outcome, settledMs, intendedMs } of messages.values()) {
    if (outcome === "acknowledged" && settledMs !== undefined)
      latencies.push(settledMs - intendedMs);
  }
  return latencies;
}
