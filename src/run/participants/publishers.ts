import type { Bus } from "../../bus/contract.ts";
import { nowMs, sleep } from "../../clock.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Workload } from "../../scenarios/scenario.ts";
import { startLoad, type RunningLoad } from "../../workload/load.ts";
import { topicOfMessage } from "../../workload/topic.ts";
import type { RecordedCalls } from "../record/recorded-calls.ts";
import { createReplaceableBuses } from "./replaceable-buses.ts";

/**
 * The publishers of a run. Each numbers all its messages in one sequence: those of the load, canaries
 * and single messages. They take the topics in turn.
 */
export interface Publishers {
  /** Starts the open-loop load of every publisher. */
  startLoad(): void;
  stopLoad(): void;
  /** Returns the first beat of the load from a moment on. Without a load, every moment is a beat. */
  beatFrom(ms: number): number;
  /**
   * Resolves when every publisher has sent the number of messages that the workload sets; at once if
   * it sets none. It also resolves if no message was sent for `stallLimitMs`, because a bus that
   * answers nothing reaches the limit of messages in flight and then gets no more.
   */
  loadSent(stallLimitMs: number): Promise<void>;
  /**
   * Replaces the bus of a publisher by the one that `reopen` resolves with. Until then its messages wait, and their
   * latency counts from their intended time.
   */
  replace(role: string, reopen: () => Promise<Bus>): Promise<void>;
  /** Publishes one message on each topic from every publisher. `settled` never rejects. */
  sendEach(): { readonly keys: readonly MessageKey[]; readonly settled: Promise<unknown> };
  /** Publishes one canary on each topic from every publisher, and returns their keys without waiting. */
  sendCanaries(): readonly MessageKey[];
}

export interface PublishersOptions {
  /** The open bus of each publisher, by role. */
  readonly buses: ReadonlyMap<string, Bus>;
  readonly calls: Pick<RecordedCalls, "publish">;
  readonly load: Pick<Workload, "ratePerSecond" | "messages">;
  /** Whether the load ends by itself after `load.messages`. Otherwise it runs until `stopLoad`. */
  readonly endsByItself: boolean;
  readonly topics: readonly [string, ...string[]];
  /** The start of the run on the monotonic clock. */
  readonly startMs: number;
  readonly signal: AbortSignal;
}

const sentIntervalMs = 5;

export function createPublishers(options: PublishersOptions): Publishers {
  const { load, endsByItself, signal } = options;
  const buses = createReplaceableBuses(options.buses);
  const { sequences, sentBy, send, sendOnEachTopic } = createSender(options);
  /** The numbers of messages that were sent before the load, such as canaries. */
  let before: ReadonlyMap<string, number> | undefined;
  let running: readonly RunningLoad[] = [];

  async function publishOne(role: string, intendedMs: number): Promise<void> {
    // Without a pause, so that a burst can share the event loop.
    const bus = buses.open.get(role) ?? (await buses.ready(role));
    if (bus) await send(role, bus, { intendedMs }).settled;
  }

  return {
    startLoad() {
      const { ratePerSecond: rate } = load;
      const messages = endsByItself ? load.messages : undefined;
      before ??= new Map(sequences);
      running = [...buses.open.keys()].map((role) =>
        startLoad({ rate, messages, signal, publish: (at) => publishOne(role, at) }),
      );
    },
    stopLoad() {
      for (const each of running) each.stop();
    },
    // The loads of all publishers start together.
    beatFrom: (ms) => running[0]?.beatFrom(ms) ?? ms,
    async loadSent(stallLimitMs) {
      const { messages = 0 } = load;
      const left = (): number => {
        const ofLoad = (role: string): number => sentBy(role) - (before?.get(role) ?? 0);
        const missing = [...buses.open.keys()].map((role) => Math.max(0, messages - ofLoad(role)));
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
    replace: buses.replace,
    sendEach() {
      const sent = sendOnEachTopic(buses.open, {});
      return {
        keys: sent.map(({ key }) => key),
        settled: Promise.all(sent.map(({ settled }) => settled)),
      };
    },
    sendCanaries() {
      // The history has the answer of the bus. The next canaries replace one that gets lost.
      return sendOnEachTopic(buses.open, { canary: true }).map(({ key }) => key);
    },
  };
}

interface Sending {
  readonly intendedMs?: number;
  readonly canary?: boolean;
}

/** Numbers the messages of each publisher, and gives each its topic. */
function createSender({ calls, topics, startMs }: PublishersOptions) {
  const sequences = new Map<string, number>();
  const sentBy = (role: string): number => sequences.get(role) ?? 0;

  function send(role: string, bus: Bus, { intendedMs = nowMs(), canary = false }: Sending) {
    const sequence = sentBy(role);
    sequences.set(role, sequence + 1);
    const topic = topicOfMessage(topics, sequence);
    const outgoing = { role, topic, sequence, intendedMs: intendedMs - startMs, canary };
    return { key: `${role}/${sequence}`, settled: calls.publish(bus, outgoing) };
  }

  return {
    sequences,
    sentBy,
    send,
    sendOnEachTopic: (open: Iterable<readonly [string, Bus]>, sending: Sending) =>
      [...open].flatMap(([role, bus]) => topics.map(() => send(role, bus, sending))),
  };
}
