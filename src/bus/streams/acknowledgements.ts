import { isErrorReply, isRefusal } from "../redis-errors.ts";
import type { Consumer } from "./consumer.ts";
import { announceProgress } from "./work-in-progress.ts";

/** Ids a consumer has handled: those Redis may not know of yet, and those it has confirmed lately. */
export interface Acknowledgements {
  /** Handled, but no reply to their XACK yet. Sent again on every new connection. */
  readonly unconfirmed: Set<string>;
  /** To go out with the next XACK. */
  queue: string[];
  flushing: boolean;
  /** Confirmed since the last checkpoint, and between the two before: to recognise a replay. */
  recent: Set<string>;
  earlier: Set<string>;
}

const idsPerCommand = 1000;
const maxRecentIds = 100_000;

export function createAcknowledgements(): Acknowledgements {
  return {
    unconfirmed: new Set(),
    queue: [],
    flushing: false,
    recent: new Set(),
    earlier: new Set(),
  };
}

/** Collected over one turn of the event loop; one XACK confirms up to 1000 messages. */
export function acknowledge(consumer: Consumer, id: string): void {
  const acknowledgements = consumer.acknowledgements;
  acknowledgements.unconfirmed.add(id);
  acknowledgements.queue.push(id);
  if (acknowledgements.flushing) return;
  acknowledgements.flushing = true;
  setImmediate(() => {
    acknowledgements.flushing = false;
    flush(consumer);
  });
}

export function wasHandled(
  { unconfirmed, recent, earlier }: Acknowledgements,
  id: string,
): boolean {
  return unconfirmed.has(id) || recent.has(id) || earlier.has(id);
}

/**
 * A healed group begins at the last checkpoint, so what was confirmed before the one before it
 * comes again only if an older message is still being handled. It is not worth the memory.
 */
export function forgetOlderThanCheckpoint(acknowledgements: Acknowledgements): void {
  acknowledgements.earlier = acknowledgements.recent;
  acknowledgements.recent = new Set();
}

/** On a new connection it is unknown which acknowledgements arrived; sending them again is harmless. */
export function acknowledgeAgain(consumer: Consumer): void {
  consumer.acknowledgements.queue = [...consumer.acknowledgements.unconfirmed];
  flush(consumer);
}

function flush(consumer: Consumer): void {
  const { acknowledgements, commands } = consumer;
  if (commands.session === undefined) return;
  const { queue } = acknowledgements;
  acknowledgements.queue = [];
  for (let start = 0; start < queue.length; start += idsPerCommand) {
    send(consumer, queue.slice(start, start + idsPerCommand));
  }
}

function send(consumer: Consumer, ids: readonly string[]): void {
  consumer.commands.send(["XACK", consumer.key, consumer.group, ...ids]).then(
    // A count below the number of ids is fine: what was trimmed or claimed is not ours any more.
    () => confirm(consumer, ids),
    (error: Error) => {
      if (isRefusal(error)) consumer.commands.distrust(error);
      else if (isErrorReply(error)) giveUp(consumer, ids, error);
    },
  );
}

function confirm(consumer: Consumer, ids: readonly string[]): void {
  const { unconfirmed, recent } = consumer.acknowledgements;
  for (const id of ids) {
    unconfirmed.delete(id);
    if (recent.size < maxRecentIds) recent.add(id);
  }
  announceProgress(consumer.work);
}

function giveUp(consumer: Consumer, ids: readonly string[], error: Error): void {
  for (const id of ids) consumer.acknowledgements.unconfirmed.delete(id);
  consumer.context.logger.error(`${consumer.key}: Redis does not take acknowledgements`, {
    group: consumer.group,
    reason: error.message,
  });
  announceProgress(consumer.work);
}
