import type { Bus } from "../bus/contract.ts";
import { nowMs, sleep } from "../clock.ts";
import { createRandom, type Random } from "../random.ts";
import type { Arrivals } from "./arrivals.ts";
import type { DeliveryLatency } from "./block-measurement.ts";
import type { LatencyPlan } from "./block-plan.ts";
import { takeSamples } from "./take-samples.ts";

const deliveryLimitMs = 10_000;

/** The publisher and the consumers between which the latency is measured. */
export interface LatencySubject {
  readonly name: string;
  readonly publisher: Bus;
  readonly topic: string;
  /** The arrivals at all consumers of the group. */
  readonly arrivals: Arrivals;
  readonly signal: AbortSignal;
}

/** Measures the latency of single messages, each published after the message before it was delivered. */
export async function measureLatency(
  { name, publisher, topic, arrivals, signal }: LatencySubject,
  { samples, warmupSamples, meanPauseMs }: LatencyPlan,
): Promise<DeliveryLatency> {
  const random = createRandom(name);
  let published = 0;
  const statistics = await takeSamples({
    name,
    samples,
    warmupSamples,
    signal,
    prepare: () => sleep(pauseMs(random, meanPauseMs), signal),
    once: async () => {
      const payload = `message-${published++}`;
      const arrival = arrivals.next(payload, deliveryLimitMs);
      const publishedAtMs = nowMs();
      const [deliveredAtMs] = await Promise.all([arrival, publisher.publish(topic, payload)]);
      return { overriddenDuration: deliveredAtMs - publishedAtMs };
    },
  });
  return { p50Ms: statistics.p50, p99Ms: statistics.p99, samples: statistics.samplesCount };
}

/** Returns an exponentially distributed pause, so that messages do not come at a fixed phase of the timers of Redis. */
function pauseMs(random: Random, meanMs: number): number {
  const resolution = 1_000_000;
  return -Math.log(random.integer(1, resolution) / resolution) * meanMs;
}
