import { isErrorReply, isRefusal } from "../redis-errors.ts";
import type { Consumer } from "./consumer.ts";
import { announceProgress } from "./work-in-progress.ts";

type Batch = readonly string[];

/**
 * Ids a consumer has handled. Kept in the batches they are acknowledged in, and looked up one by one
 * only where something may come again, since this is on the path of every message.
 */
export interface Acknowledgements {
  /** To go out with the next XACK. */
  queue: string[];
  /** Without a reply yet; sent again on every new connection. */
  readonly sent: Set<Batch>;
  unconfirmedCount: number;
  flushing: boolean;
  /** Confirmed since the last checkpoint, and between the two before: to recognise a replay. */
  recent: Batch[];
  recentCount: number;
  earlier: Batch[];
}

const idsPerCommand = 1000;
const maxRecentIds = 100_000;

export function createAcknowledgements(): Acknowledgements {
  return {
    queue: [],
    sent: new Set(),
    unconfirmedCount: 0,
    flushing: false,
    recent: [],
    recentCount: 0,
    earlier: [],
  };
}

/** Collected over one turn of the event loop; one XACK confirms up to 1000 messages. */
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

export function handledIds({ queue, sent, recent, earlier }: Acknowledgements): Set<string> {
  return new Set([queue, ...sent, ...recent, ...earlier].flat());
}

/**
 * A healed group begins at the last checkpoint, so what was confirmed before the one before it
 * comes again only if an older message is still being handled. It is not worth the memory.
 */
export function forgetOlderThanCheckpoint(acknowledgements: Acknowledgements): void {
  acknowledgements.earlier = acknowledgements.recent;
  acknowledgements.recent = [];
  acknowledgements.recentCount = 0;
}

/** On a new connection it is unknown which acknowledgements arrived; sending them again is harmless. */
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
    // A count below the number of ids is fine: what was trimmed or claimed is not ours any more.
    () => confirm(consumer, batch),
    (error: Error) => {
      if (isRefusal(error)) consumer.commands.distrust(error);
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
