import type { BusMessage } from "../../bus/contract.ts";
import { sleep } from "../../clock.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Recorder } from "../../history/recorder.ts";
import { readPayload } from "../../workload/payload.ts";
import { sanitizeMessage } from "./sanitize-bus-input.ts";

/** The handler that every subscription of a run gets. It keeps nothing but the history. */
export interface RecordedHandler {
  /** Most messages are handled at once; of some the handler takes a while. */
  handle(role: string, subscription: number, incoming: BusMessage): void | Promise<void>;
  /** From now on this message takes a while to handle. */
  lingerOver(message: MessageKey): void;
  /** Resolves when no handler is running, whether its bus waits for it or not. */
  settled(): Promise<void>;
}

export interface HandlerOptions {
  readonly recorder: Recorder;
  readonly runId: string;
}

/**
 * A bus that acknowledges before it calls a handler, or without waiting for it, can be caught only
 * while a handler takes longer than the acknowledgement's way to Redis. If all did, it is the harness
 * that would set the pace, so it is one in ten of the first messages, and the canaries.
 */
const lingerMs = 5;
const lingerBelowSequence = 200;
const lingerEvery = 10;

export function createRecordedHandler({ recorder, runId }: HandlerOptions): RecordedHandler {
  const chosen = new Set<MessageKey>();
  const running = new Set<Promise<void>>();
  let deliveries = 0;

  async function linger(end: () => void): Promise<void> {
    await sleep(lingerMs);
    end();
  }

  return {
    handle(role, subscription, incoming) {
      const common = { kind: "deliver", process: role, delivery: deliveries++ } as const;
      const { id, topic, payload, attempt } = sanitizeMessage(incoming);
      const read = readPayload(payload, runId);
      const known = "damage" in read ? { damage: read.damage } : { message: read.message };
      // The topic is the one the bus names, so that a misrouted message stands out.
      recorder.record({ ...common, type: "invoke", subscription, id, topic, attempt, ...known });
      const end = (): void => void recorder.record({ ...common, type: "ok" });
      const { message } = known;
      if (message === undefined || !(chosen.has(message) || isEarly(message))) return end();
      const handling = linger(end).finally(() => running.delete(handling));
      running.add(handling);
      return handling;
    },
    lingerOver: (message) => void chosen.add(message),
    settled: async () => void (await Promise.allSettled(running)),
  };
}

function isEarly(message: MessageKey): boolean {
  const sequence = Number(message.slice(message.lastIndexOf("/") + 1));
  return sequence < lingerBelowSequence && sequence % lingerEvery === 0;
}
