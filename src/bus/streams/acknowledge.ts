import { isErrorReply, isRefusal } from "../redis/redis-errors.ts";
import type { Batch } from "./acknowledgements.ts";
import type { Consumer } from "./consumer.ts";
import { announceProgress } from "./work-in-progress.ts";

const idsPerCommand = 1000;
const maxRecentIds = 100_000;

/** Collects ids over one turn of the event loop. A single XACK confirms up to 1000 messages. */
export function acknowledge(consumer: Consumer, id: string): void {
  const acknowledgements = consumer.acknowledgements;
  acknowledgements.unconfirmedCount += 1;
  acknowledgements.queue.push(id);
  if (acknowledgements.flushing) return;
  acknowledgements.flushing = true;
  setImmediate(() => {
    acknowledgements.flushing = false;
    flush(consumer);
  });
}

/**
 * Sends all unconfirmed acknowledgements on a new connection, because it is unknown which of them
 * arrived. Redis ignores an XACK that it had already.
 */
export function acknowledgeAgain(consumer: Consumer): void {
  for (const batch of consumer.acknowledgements.sent) send(consumer, batch);
  flush(consumer);
}

function flush(consumer: Consumer): void {
  const { acknowledgements, commands } = consumer;
  if (commands.session === undefined) return;
  const { queue } = acknowledgements;
  acknowledgements.queue = [];
  for (let start = 0; start < queue.length; start += idsPerCommand) {
    const batch = queue.slice(start, start + idsPerCommand);
    acknowledgements.sent.add(batch);
    send(consumer, batch);
  }
}

function send(consumer: Consumer, batch: Batch): void {
  consumer.commands.send(["XACK", consumer.key, consumer.group, ...batch]).then(
    // The reply may be lower than the number of ids: a trimmed or claimed entry is no longer ours.
    () => confirm(consumer, batch),
    (error: Error) => {
      if (isRefusal(error)) consumer.commands.replaceSession(error);
      else if (isErrorReply(error)) giveUp(consumer, batch, error);
    },
  );
}

function confirm(consumer: Consumer, batch: Batch): void {
  settle(consumer, batch);
  const { acknowledgements } = consumer;
  if (acknowledgements.recentCount >= maxRecentIds) return;
  acknowledgements.recentCount += batch.length;
  acknowledgements.recent.push(batch);
}

function giveUp(consumer: Consumer, batch: Batch, error: Error): void {
  settle(consumer, batch);
  consumer.context.logger.error(`${consumer.key}: Redis does not take acknowledgements`, {
    group: consumer.group,
    reason: error.message,
  });
}

function settle({ acknowledgements, work }: Consumer, batch: Batch): void {
  if (!acknowledgements.sent.delete(batch)) return;
  acknowledgements.unconfirmedCount -= batch.length;
  announceProgress(work);
}
