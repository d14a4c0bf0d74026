import { nowMs } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { BusMessage } from "../contract.ts";
import type { Consumer } from "./consumer.ts";
import { announceProgress, type OpenWork } from "./work-in-progress.ts";

/** Limits of one subscription: running handlers, open messages, and acknowledgements without a reply. */
const maxRunningHandlers = 256;
const maxOpenWork = 4096;
const maxUnconfirmed = 20_000;

const firstRetryDelayMs = 100;
const longestRetryDelayMs = 5000;

/** How many more messages the consumer can take now. */
export function freeSlots({ work, acknowledgements }: Consumer): number {
  return Math.min(
    maxRunningHandlers - work.running,
    maxOpenWork - work.open.size,
    maxUnconfirmed - acknowledgements.unconfirmedCount,
  );
}

/** Calls the subscriber's own code. */
export function handle(consumer: Consumer, message: BusMessage): void | Promise<void> {
  return consumer.handler(message);
}

/** 100 ms, doubled with every attempt, up to 5 s. */
export function retryDelayMs(attempt: number): number {
  return Math.min(firstRetryDelayMs * 2 ** Math.min(attempt - 1, 20), longestRetryDelayMs);
}

/** Acknowledges the message once its handler is done, and handles it again if that fails. */
export function startHandling(consumer: Consumer, message: BusMessage): void {
  consumer.work.running += 1;
  let handling: void | Promise<void>;
  try {
    handling = consumer.parts.handle(consumer, message);
  } catch (error) {
    retryLater(consumer, message, error);
    return;
  }
  if (!isThenable(handling)) {
    succeed(consumer, message);
    return;
  }
  keepOpen(consumer, message);
  handling.then(
    () => succeed(consumer, message),
    (error: unknown) => retryLater(consumer, message, error),
  );
}

/** A handler typed as void may still return anything. */
function isThenable(handling: void | Promise<void>): handling is Promise<void> {
  return typeof (handling as { then?: unknown } | undefined | null)?.then === "function";
}

/** Notes a message whose handler is not done when its call returns. Handlers without a promise cost nothing. */
function keepOpen({ work }: Consumer, { id }: BusMessage): OpenWork {
  const known = work.open.get(id);
  if (known) return known;
  const opened: OpenWork = { sinceMs: nowMs(), retryTimer: undefined };
  work.open.set(id, opened);
  return opened;
}

function succeed(consumer: Consumer, { id }: BusMessage): void {
  consumer.work.running -= 1;
  if (consumer.work.open.size > 0) consumer.work.open.delete(id);
  consumer.parts.acknowledge(consumer, id);
  announceProgress(consumer.work);
}

/** Handles the message again after a pause. It stays pending in Redis, so it also survives this process. */
function retryLater(consumer: Consumer, message: BusMessage, error: unknown): void {
  const { id, attempt } = message;
  consumer.work.running -= 1;
  announceProgress(consumer.work);
  const work = keepOpen(consumer, message);
  if (consumer.closing.signal.aborted) return;
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
    startHandling(consumer, { ...message, attempt: attempt + 1 });
  }, delayMs);
}
