import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import { readWirePublishes, type WirePublishes } from "../commands/publish-commands.ts";
import { findRepeats, type Repeat } from "../duplicate/repeats.ts";
import type { Percentiles, Recovery } from "../figures/metrics.ts";
import { percentilesOf } from "../figures/percentiles.ts";
import { findLosses, type Losses } from "../lost/losses.ts";
import { measureRecovery } from "../not-recovered/measure-recovery.ts";
import { findReorderings, type Reordering } from "../reordered/reorderings.ts";
import { groupDeliveries, type Group, type Stray } from "./groups.ts";
import { readAudits, type StreamAudit } from "./stream-audit.ts";

/** What became of every message, sorted out once and shared by the metrics and the checkers. */
export interface Analysis extends Losses {
  readonly groups: readonly Group[];
  readonly strays: readonly Stray[];
  readonly audits: ReadonlyMap<string, StreamAudit>;
  readonly publishes: WirePublishes;
  readonly repeats: readonly Repeat[];
  readonly reorderings: readonly Reordering[];
  readonly deliveryLatency: Percentiles | undefined;
  readonly steadyDeliveryLatency: Percentiles | undefined;
  readonly recovery: Recovery | undefined;
}

const analyses = new WeakMap<IndexedHistory, Analysis>();

/** Computed at the first call for a history and remembered as long as the history is. */
export function analyse(history: IndexedHistory): Analysis {
  const known = analyses.get(history);
  if (known) return known;
  const analysis = compute(history);
  analyses.set(history, analysis);
  return analysis;
}

function compute(history: IndexedHistory): Analysis {
  const { groups, strays } = groupDeliveries(history);
  const audits = readAudits(history);
  const publishes = readWirePublishes(history);
  const latency = deliveryLatencies(groups, history.faults[0]?.injectCallMs ?? Infinity);
  const recovery = measureRecovery(history, groups, latency.steadyDeliveryLatency);
  return {
    groups,
    strays,
    audits,
    publishes,
    ...findLosses(history, groups, { audits, publishes }),
    repeats: findRepeats(history, groups, { recovery, publishes }),
    reorderings: findReorderings(history, groups),
    ...latency,
    recovery,
  };
}

type Latencies = Pick<Analysis, "deliveryLatency" | "steadyDeliveryLatency">;

/** Messages from before a group was ready are a replay, and say nothing of latency. */
function deliveryLatencies(groups: readonly Group[], disturbedMs: number): Latencies {
  const all: number[] = [];
  const steady: number[] = [];
  for (const { firstDeliveries, readyMs } of groups) {
    for (const { start, message } of firstDeliveries.values()) {
      if (!message || message.invokedMs <= readyMs) continue;
      const latencyMs = latencyOf(start, message);
      all.push(latencyMs);
      if (start.timeMs < disturbedMs) steady.push(latencyMs);
    }
  }
  return { deliveryLatency: percentilesOf(all), steadyDeliveryLatency: percentilesOf(steady) };
}

function latencyOf({ timeMs }: DeliveryRecord["start"], { intendedMs }: MessageRecord): number {
  return timeMs - intendedMs;
}
