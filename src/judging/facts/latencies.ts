import type { IndexedHistory } from "../../history/indexed-history.ts";
import { factsOf } from "./facts.ts";
import { oncePerHistory } from "./once-per-history.ts";
import { percentilesOf, type Percentiles } from "./percentiles.ts";

/** Times from the intended publish to the first handler call, for each pair of message and group. */
export interface DeliveryLatencies {
  readonly all: Percentiles | undefined;
  /** Only deliveries before the first fault: the steady state of this run. */
  readonly steady: Percentiles | undefined;
}

export const deliveryLatenciesOf = oncePerHistory(measureLatencies);

/** Times from the intended publish to its acknowledgement, before the first fault. */
export function steadyPublishLatencyOf({
  messages,
  faults,
}: IndexedHistory): Percentiles | undefined {
  const disturbedMs = faults[0]?.injectCallMs ?? Infinity;
  const latencies: number[] = [];
  for (const { outcome, intendedMs, settledMs = Infinity } of messages.values()) {
    const isSteady = outcome === "acknowledged" && settledMs < disturbedMs;
    if (isSteady) latencies.push(settledMs - intendedMs);
  }
  return percentilesOf(latencies);
}

/** Leaves out messages from before a group was ready: they are replayed, which is not latency. */
function measureLatencies(history: IndexedHistory): DeliveryLatencies {
  const disturbedMs = history.faults[0]?.injectCallMs ?? Infinity;
  const all: number[] = [];
  const steady: number[] = [];
  for (const { firstDeliveries, readyMs } of factsOf(history).groups) {
    for (const { start, message } of firstDeliveries.values()) {
      if (!message || message.invokedMs <= readyMs) continue;
      const latencyMs = start.timeMs - message.intendedMs;
      all.push(latencyMs);
      if (start.timeMs < disturbedMs) steady.push(latencyMs);
    }
  }
  return { all: percentilesOf(all), steady: percentilesOf(steady) };
}
