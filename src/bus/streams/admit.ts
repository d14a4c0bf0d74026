import { compareStreamIds } from "../../stream-id.ts";
import type { BusMessage } from "../contract.ts";
import { handledIds } from "./acknowledgements.ts";
import type { Consumer } from "./consumer.ts";
import { startHandling } from "./handle.ts";
import { fieldOf, type StreamEntry } from "./replies.ts";

/**
 * Starts handling entries that the group hands out for the first time. They are newer than all entries
 * before, and one comparison for the whole batch shows it, unless the group was created again.
 */
export function admitNew(consumer: Consumer, entries: readonly StreamEntry[]): void {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return;
  if (compareStreamIds(first.id, consumer.newestId) <= 0) {
    admitAgain(consumer, entries, 1);
    return;
  }
  consumer.newestId = last.id;
  for (const entry of entries) admit(consumer, entry, 1);
}

/**
 * Starts handling entries that may have come before. Skips an entry that is being handled, and only
 * acknowledges one that was handled already and whose acknowledgement was lost.
 */
export function admitAgain(
  consumer: Consumer,
  entries: readonly StreamEntry[],
  attempt: number,
): void {
  const handled = handledIds(consumer.acknowledgements);
  for (const entry of entries) {
    if (compareStreamIds(entry.id, consumer.newestId) > 0) consumer.newestId = entry.id;
    if (consumer.work.open.has(entry.id)) continue;
    if (handled.has(entry.id)) consumer.parts.acknowledge(consumer, entry.id);
    else admit(consumer, entry, attempt);
  }
}

function admit(consumer: Consumer, { id, fields }: StreamEntry, attempt: number): void {
  if (consumer.closed) return;
  const payload = fields && fieldOf(fields, "payload");
  if (payload !== undefined) {
    const message: BusMessage = { id, topic: consumer.topic, payload, attempt };
    startHandling(consumer, message);
    return;
  }
  // An entry that was trimmed, or that another program wrote, can never be handled. Without an XACK it
  // would stay pending for ever.
  if (fields !== undefined) reportForeign(consumer, id);
  consumer.parts.acknowledge(consumer, id);
}

function reportForeign({ key, topic, context }: Consumer, id: string): void {
  const detail = "the entry has no payload field, so it was not published through this bus";
  context.logger.error(`${key}: ${detail}`, { id });
  context.notify({ kind: "dropped", topic, ids: [id], detail });
}
