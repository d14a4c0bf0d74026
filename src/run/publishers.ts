import type { Bus } from "../bus/contract.ts";
import { nowMs } from "../clock.ts";
import type { MessageKey } from "../history/operation.ts";
import type { Workload } from "../scenarios/scenario.ts";
import { startLoad, type RunningLoad } from "../workload/load.ts";
import type { BusRecording } from "./recorded-bus.ts";

/** Everything that publishes in a run. One sequence for each publisher, whatever it sends. */
export interface Publishers {
  /** Starts the open-loop load of every publisher. */
  startLoad(): void;
  stopLoad(): void;
  /** Resolves when a load with a set number of messages has sent them all. */
  loadSent(): Promise<void>;
  /** Publishes `count` messages from the first publisher at once; resolves when they settled. */
  publish(count: number): Promise<void>;
  /** Publishes one message from every publisher and resolves at once with the keys. */
  sendCanaries(): readonly MessageKey[];
}

export interface PublishersOptions {
  readonly buses: ReadonlyMap<string, Bus>;
  readonly recording: BusRecording;
  readonly workload: Workload;
  readonly topic: string;
  /** Subtracted from the monotonic clock to get the time of the run. */
  readonly startMs: number;
  readonly signal: AbortSignal;
}

export function createPublishers(options: PublishersOptions): Publishers {
  const { buses, recording, workload, topic, startMs, signal } = options;
  const sequences = new Map<string, number>();
  let loads: readonly RunningLoad[] = [];

  function send(role: string, bus: Bus, { intendedMs = nowMs(), canary = false }) {
    const sequence = sequences.get(role) ?? 0;
    sequences.set(role, sequence + 1);
    const outgoing = { role, topic, sequence, intendedMs: intendedMs - startMs, canary };
    return { key: `${role}/${sequence}`, settled: recording.publish(bus, outgoing) };
  }

  async function publishOne(role: string, bus: Bus, intendedMs: number): Promise<void> {
    await send(role, bus, { intendedMs }).settled;
  }

  return {
    startLoad() {
      const { ratePerSecond: rate, messages } = workload;
      loads = [...buses].map(([role, bus]) =>
        startLoad({ rate, messages, signal, publish: (at) => publishOne(role, bus, at) }),
      );
    },
    stopLoad() {
      for (const load of loads) load.stop();
    },
    async loadSent() {
      await Promise.all(loads.map((load) => load.sent));
    },
    async publish(count) {
      const first = [...buses].slice(0, 1);
      const sent = first.flatMap(([role, bus]) =>
        Array.from({ length: count }, () => send(role, bus, {}).settled),
      );
      await Promise.all(sent);
    },
    sendCanaries() {
      // The outcome is in the history; a canary that gets lost is followed by another.
      return [...buses].map(([role, bus]) => send(role, bus, { canary: true }).key);
    },
  };
}
