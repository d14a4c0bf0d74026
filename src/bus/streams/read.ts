import { admitAgain } from "./admit.ts";
import type { Consumer } from "./consumer.ts";
import { freeSlots } from "./handle.ts";
import { parseReadReply, type StreamEntry } from "./replies.ts";
import { nextProgress } from "./work-in-progress.ts";

/** Waits up to the block time for new entries. */
export async function readNew(consumer: Consumer, count: number): Promise<StreamEntry[]> {
  const block = ["BLOCK", String(consumer.blockMs)];
  return parseReadReply(
    await consumer.reader.send(readCommand(consumer, { count, block, id: ">" })),
  );
}

/**
 * Reads, page by page, the entries that Redis has given to this consumer before: to an earlier process
 * with its name, or in a reply that was lost. The command is sent as raw words, because xReadGroup of
 * node-redis throws on entries that were trimmed while pending.
 */
export async function readOwnPending(consumer: Consumer): Promise<void> {
  let after = "0";
  while (!consumer.closing.signal.aborted) {
    const count = await awaitFreeSlots(consumer);
    const command = readCommand(consumer, { count, block: [], id: after });
    const entries = parseReadReply(await consumer.reader.send(command));
    const last = entries.at(-1);
    if (last === undefined) return;
    admitAgain(consumer, entries, 2);
    after = last.id;
  }
}

/** Waits until the consumer can take messages, and returns how many: at least 1. */
export async function awaitFreeSlots(consumer: Consumer): Promise<number> {
  while (freeSlots(consumer) <= 0 && !consumer.closing.signal.aborted) {
    await nextProgress(consumer.work, consumer.closing.signal);
  }
  return Math.max(1, freeSlots(consumer));
}

function readCommand(
  { group, name, key }: Consumer,
  { count, block, id }: { count: number; block: readonly string[]; id: string },
): string[] {
  const options = ["COUNT", String(count), ...block];
  return ["XREADGROUP", "GROUP", group, name, ...options, "STREAMS", key, id];
}
