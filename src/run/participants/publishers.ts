import type { Bus } from "../../bus/contract.ts";
import { nowMs, sleep } from "../../clock.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Workload } from "../../scenarios/scenario.ts";
import { startLoad, type RunningLoad } from "../../workload/load.ts";
import type { RecordedCalls } from "../record/recorded-calls.ts";

/** Everything that publishes in a run. One sequence for each publisher, whatever it sends. */
export interface Publishers {
  /** Starts the open-loop load of every publisher. */
  startLoad(): void;
  stopLoad(): void;
  /**
   * Resolves when every publisher has sent the set number of messages, if there is one, or when none
   * was sent for so long: a bus that answers nothing is not sent more than it may have in flight.
   */
  loadSent(stallLimitMs: number): Promise<void>;
  /** Publishes one message from every publisher. `settled` never rejects. */
  sendEach(): { readonly keys: readonly MessageKey[]; readonly settled: Promise<unknown> };
  /** Publishes one message from every publisher and resolves at once with the keys. */
  sendCanaries(): readonly MessageKey[];
}

export interface PublishersOptions {
  readonly buses: ReadonlyMap<string, Bus>;
  readonly recording: RecordedCalls;
  readonly workload: Workload;
  /** The load ends by itself after the set number of messages. */
  readonly limited: boolean;
  readonly topic: string;
  /** Subtracted from the monotonic clock to get the time of the run. */
  readonly startMs: number;
  readonly signal: AbortSignal;
}

const sentIntervalMs = 5;

export function createPublishers(options: PublishersOptions): Publishers {
  const { buses, recording, workload, limited, topic, startMs, signal } = options;
  const sequences = new Map<string, number>();
  const sentBy = (role: string): number => sequences.get(role) ?? 0;
  let loads: readonly RunningLoad[] = [];

  function send(role: string, bus: Bus, { intendedMs = nowMs(), canary = false }) {
    const sequence = sentBy(role);
    sequences.set(role, sequence + 1);
    const outgoing = { role, topic, sequence, intendedMs: intendedMs - startMs, canary };
    return { key: `${role}/${sequence}`, settled: recording.publish(bus, outgoing) };
  }

  async function publishOne(role: string, bus: Bus, intendedMs: number): Promise<void> {
    await send(role, bus, { intendedMs }).settled;
  }

  return {
    startLoad() {
      const { ratePerSecond: rate } = workload;
      const messages = limited ? workload.messages : undefined;
      loads = [...buses].map(([role, bus]) =>
        startLoad({ rate, messages, signal, publish: (at) => publishOne(role, bus, at) }),
      );
    },
    stopLoad() {
      for (const load of loads) load.stop();
    },
    async loadSent(stallLimitMs) {
      const { messages = 0 } = workload;
      const left = (): number => {
        const missing = [...buses.keys()].map((role) => Math.max(0, messages - sentBy(role)));
        return missing.reduce((sum, each) => sum + each, 0);
      };
      let lowest = Infinity;
      let movedMs = nowMs();
      while (left() > 0 && nowMs() - movedMs <= stallLimitMs) {
        if (left() < lowest) movedMs = nowMs();
        lowest = Math.min(lowest, left());
        await sleep(sentIntervalMs, signal);
      }
    },
    sendEach() {
      const sent = [...buses].map(([role, bus]) => send(role, bus, {}));
      return {
        keys: sent.map(({ key }) => key),
        settled: Promise.all(sent.map(({ settled }) => settled)),
      };
    },
    sendCanaries() {
      // The outcome is in the history; a canary that gets lost is followed by another.
      return [...buses].map(([role, bus]) => send(role, bus, { canary: true }).key);
    },
  };
}
