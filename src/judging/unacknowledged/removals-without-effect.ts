import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { sizesSample } from "../../history/sample-names.ts";
import type { Group } from "../facts/groups.ts";
import { mayLoseData } from "../facts/redis-data-loss.ts";

/** A key that still holds the messages that a group took from it and handled, although it asked to remove them. */
export interface WorkThatStays {
  readonly group: Group;
  readonly key: string;
  /** The messages of the group that a read of the key returned and that a handler finished. */
  readonly messages: readonly MessageKey[];
  /** The removals, each of which removed nothing. */
  readonly removals: readonly WireCommand[];
  /** How many elements the key held after the drain. */
  readonly size: number;
}

const removingCommands = new Set(["ZREM", "LREM", "SREM", "HDEL"]);
/** Fewer say nothing: some buses remove what may be gone already. */
const leastRemovals = 10;

/**
 * Finds the keys from which a group took messages, asked at least ten times to remove what it had handled, and never
 * removed anything: Redis answered 0 each time, and after the drain the key holds as many elements as the group handled.
 *
 *      11 ms  EVAL of subscriber-0 on orders:a returns publisher-0/0, which it handles at 12 ms
 *      13 ms  ZREM orders:a of subscriber-0 → 0; so each of its 200 removals
 *    5000 ms  the drain is complete; orders:a holds 200 elements
 *     → the messages that the reads of orders:a returned
 */
export function findRemovalsWithoutEffect(
  group: Group,
  history: IndexedHistory,
): readonly WorkThatStays[] {
  const { wire, opaque, samples, faults, header } = history;
  const sizes = samples.findLast(({ sample }) => sample === sizesSample)?.values;
  const isUnclear =
    !header.hasCommands ||
    opaque.some(({ process }) => group.processes.has(process)) ||
    faults.some(mayLoseData);
  if (!sizes || isUnclear) return [];
  const own = wire.filter(({ process, key }) => group.processes.has(process) && key !== undefined);
  const removals = own.filter(({ command }) => removingCommands.has(command));
  return [...Map.groupBy(removals, ({ key = "" }) => key)].flatMap(([key, all]) => {
    const size = sizes[key] ?? 0;
    const answered = all.filter(({ executedMs }) => executedMs !== undefined);
    if (answered.length < leastRemovals || answered.some(({ reply }) => reply !== "0")) return [];
    const messages = takenFrom(key, own, group);
    const isKept = messages.length > 0 && size >= messages.length;
    return isKept ? [{ group, key, messages, removals: answered, size }] : [];
  });
}

/** Returns the messages that reads of the key returned, and that a handler of the group finished. */
function takenFrom(
  wanted: string,
  own: readonly WireCommand[],
  { deliveriesOf }: Group,
): readonly MessageKey[] {
  const returned = own
    .filter(({ key, repliedMs }) => key === wanted && repliedMs !== undefined)
    .flatMap((command) => command.returned ?? []);
  return [...new Set(returned)].filter((message) =>
    deliveriesOf(message).some(({ outcome }) => outcome === "handled"),
  );
}
