import type { BusMessage } from "../../bus/contract.ts";
import { sleep } from "../../clock.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Recorder } from "../../history/recorder.ts";
import { readPayload } from "../../workload/payload.ts";
import { sanitizeMessage } from "./sanitize-bus-input.ts";

/** The handler of every subscription of a run. It records each call and always succeeds. */
export interface RecordedHandler {
  /** Handles most messages at once, and lingers for 5 ms over some. */
  handle(role: string, subscription: number, incoming: BusMessage): void | Promise<void>;
  /** Makes the handler linger over this message when it comes. */
  lingerOver(message: MessageKey): void;
  /** Resolves when no handler is running, even if its bus does not wait for handlers. */
  settled(): Promise<void>;
}

export interface RecordedHandlerOptions {
  readonly recorder: Recorder;
  readonly runId: string;
}

/**
 * A bus may acknowledge a message before it calls the handler, or without waiting for the handler.
 * That shows only while a handler runs longer than an acknowledgement takes to reach Redis, so the
 * handler lingers for 5 ms. If it lingered over every message, the harness would set the pace of the
 * bus. So it lingers over one in ten of the first 200 messages of each publisher, and over canaries.
 */
const lingerMs = 5;
const lingerBelowSequence = 200;
const lingerEvery = 10;

export function createRecordedHandler({
  recorder,
  runId,
}: RecordedHandlerOptions): RecordedHandler {
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
      // Records the topic that the bus names, so that the judge can see a misrouted message.
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
