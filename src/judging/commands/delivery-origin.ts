import type { DeliveryRecord, IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isNameInRedis } from "../facts/names-in-redis.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { isScript } from "./command-fate.ts";

/** The keys from which a delivery can have come; `undefined` if the commands do not show it. */
export type Origin = readonly string[] | undefined;

export type OriginLookup = (delivery: DeliveryRecord) => Origin;

/** Nearly every message is read once by each group, so a single read is kept without an array around it. */
type Reads = WireCommand | WireCommand[];

/** Computed at the first question about a history, because most histories never need it. */
export const originLookupOf = oncePerHistory(createOriginLookup);

/**
 * Finds the last read that returned the message to the subscriber before its handler was called. An entry of another
 * stream may hold the same message, and it may even have the same id.
 *
 *      11 ms  subscriber-a reads publisher-0/0 from the stream `orders`, and moves it to the stream `work`
 *      14 ms  subscriber-a reads publisher-0/0 from `work`
 *      15 ms  subscriber-a handles publisher-0/0
 *     → `work`
 */
function createOriginLookup({ wire }: IndexedHistory): OriginLookup {
  let known: ReadsOfHistory | undefined;
  return (delivery) => {
    known ??= indexReads(wire);
    const { process, timeMs, message } = delivery.start;
    if (message === undefined || known.partialReaders.has(process)) return undefined;
    const found = known.reads.get(message) ?? [];
    const read = ("kind" in found ? [found] : found).findLast(
      (each) =>
        each.process === process &&
        (each.executedMs ?? Infinity) <= timeMs &&
        each.repliedMs !== undefined &&
        isForGroup(each, delivery.subscription.group),
    );
    // A script may read from any of its keys.
    if (!read || isScript(read)) return undefined;
    return read.keys ?? (read.key === undefined ? undefined : [read.key]);
  };
}

/** Returns whether a delivery with this origin may have come from this key. */
export function mayComeFrom(origin: Origin, key: string | undefined): boolean {
  return origin === undefined || key === undefined || origin.includes(key);
}

/** Returns whether two deliveries certainly came from different keys, so that equal ids mean nothing. */
export function areApart(first: Origin, second: Origin): boolean {
  return first !== undefined && second !== undefined && !first.some((key) => second.includes(key));
}

interface ReadsOfHistory {
  readonly reads: ReadonlyMap<MessageKey, Reads>;
  /** Roles that got a reply of which the link read only the beginning. */
  readonly partialReaders: ReadonlySet<string>;
}

function indexReads(wire: readonly WireCommand[]): ReadsOfHistory {
  const reads = new Map<MessageKey, Reads>();
  const partialReaders = new Set<string>();
  for (const command of wire) {
    if (command.partial) partialReaders.add(command.process);
    for (const message of command.returned ?? []) {
      const earlier = reads.get(message);
      if (earlier === undefined) reads.set(message, command);
      else if ("kind" in earlier) reads.set(message, [earlier, command]);
      else earlier.push(command);
    }
  }
  return { reads, partialReaders };
}

function isForGroup({ group }: WireCommand, name: string): boolean {
  return group === undefined || isNameInRedis(group, name);
}
