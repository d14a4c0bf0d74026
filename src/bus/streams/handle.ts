import { nowMs } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { BusMessage } from "../contract.ts";
import { wasHandled } from "./acknowledgements.ts";
import type { Consumer } from "./consumer.ts";
import { fieldOf, type StreamEntry } from "./replies.ts";
import { announceProgress, type OpenWork } from "./work-in-progress.ts";

/** How many handlers of one subscription run at the same time. */
export const maxRunningHandlers = 256;
const maxOpenWork = 4096;
const maxUnconfirmed = 20_000;

const firstRetryDelayMs = 100;
const longestRetryDelayMs = 5000;

/** How many further messages the consumer can take now. */
export function freeSlots({ work, acknowledgements }: Consumer): number {
  return Math.min(
    maxRunningHandlers - work.running,
    maxOpenWork - work.open.size,
    maxUnconfirmed - acknowledgements.unconfirmed.size,
  );
}

/**
 * Starts handling what Redis handed over, unless it is being handled already, or was handled and
 * only its acknowledgement got lost. `attempt` is 1 for a first delivery.
 */
export function admit(consumer: Consumer, entry: StreamEntry, attempt: number): void {
  const { id, fields } = entry;
  if (consumer.closed || consumer.work.open.has(id)) return;
  if (fields === undefined || wasHandled(consumer.acknowledgements, id)) {
    consumer.parts.acknowledge(consumer, id);
    return;
  }
  const payload = fieldOf(fields, "payload");
  if (payload === undefined) {
    refuseForeign(consumer, id);
    return;
  }
  const message = { id, topic: consumer.topic, payload, attempt };
  const work = { message, sinceMs: nowMs(), retryTimer: undefined };
  consumer.work.open.set(id, work);
  run(consumer, work);
}

/** Calls the subscriber's own code. */
export function handle(consumer: Consumer, message: BusMessage): void | Promise<void> {
  return consumer.handler(message);
}

/** 100 ms, doubled with every attempt, up to 5 s. */
export function retryDelayMs(attempt: number): number {
  return Math.min(firstRetryDelayMs * 2 ** Math.min(attempt - 1, 20), longestRetryDelayMs);
}

function run(consumer: Consumer, work: OpenWork): void {
  consumer.work.running += 1;
  let handling: void | Promise<void>;
  try {
    handling = consumer.parts.handle(consumer, work.message);
  } catch (error) {
    retryLater(consumer, work, error);
    return;
  }
  if (!isThenable(handling)) {
    succeed(consumer, work);
    return;
  }
  handling.then(
    () => succeed(consumer, work),
    (error: unknown) => retryLater(consumer, work, error),
  );
}

/** A handler typed as void may still return anything. */
function isThenable(handling: void | Promise<void>): handling is Promise<void> {
  return typeof (handling as { then?: unknown } | undefined | null)?.then === "function";
}

function succeed(consumer: Consumer, { message }: OpenWork): void {
  consumer.work.running -= 1;
  consumer.work.open.delete(message.id);
  consumer.parts.acknowledge(consumer, message.id);
  announceProgress(consumer.work);
}

/** It stays pending in Redis, so that it survives this process too. */
function retryLater(consumer: Consumer, work: OpenWork, error: unknown): void {
  consumer.work.running -= 1;
  announceProgress(consumer.work);
  if (consumer.closing.signal.aborted) return;
  const { id, attempt } = work.message;
  const delayMs = consumer.parts.retryDelayMs(attempt);
  consumer.context.logger.warn(`${consumer.key}: a handler failed, trying again`, {
    group: consumer.group,
    id,
    attempt,
    delayMs,
    reason: errorText(error),
  });
  work.retryTimer = setTimeout(() => {
    work.retryTimer = undefined;
    work.message = { ...work.message, attempt: attempt + 1 };
    run(consumer, work);
  }, delayMs);
}

/** Someone else wrote it into the stream; kept pending it would come back for ever. */
function refuseForeign(consumer: Consumer, id: string): void {
  const detail = "the entry has no payload field, so it was not published through this bus";
  consumer.context.logger.error(`${consumer.key}: ${detail}`, { id });
  consumer.context.notify({ kind: "dropped", topic: consumer.topic, ids: [id], detail });
  consumer.parts.acknowledge(consumer, id);
}
