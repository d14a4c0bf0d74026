import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { concerns } from "../commands/command-groups.ts";
import type { DeliveryPair } from "./duplicate-reason.ts";

/** The commands that returned any message that a group got more than once. */
export interface RedeliveryReads {
  readonly reads: ReadonlyMap<MessageKey, readonly WireCommand[]>;
  /** Roles that got a reply of which the link read only the beginning. */
  readonly partialReaders: ReadonlySet<string>;
}

/** The way in which a subscriber got an entry for the second time. */
interface HandOut {
  /** An acknowledgement that Redis executed before this moment cannot have been overtaken. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The read that returned the entry again; `undefined` if the bus had it since the first read. */
  readonly by: WireCommand | undefined;
}

/**
 * Finds the read in which Redis handed a message out for the second time. A read whose reply was lost
 * gave the message to no subscriber. Returns `undefined` if the link did not see a read that returned the
 * message before each delivery, or if it could read only a part of a reply.
 *
 *      15 ms  XREADGROUP returns publisher-0/0 to subscriber-a, which handles it at 20 ms
 *    1590 ms  XREADGROUP returns publisher-0/0 to subscriber-a, which handles it at 1600 ms
 *     → the second XREADGROUP
 */
export function secondHandOut(
  { group, message, first, second }: DeliveryPair,
  { reads, partialReaders }: RedeliveryReads,
): HandOut | undefined {
  const { timeMs, process } = second.start;
  if (partialReaders.has(process) || partialReaders.has(first.start.process)) return undefined;
  const ofGroup = (reads.get(message.key) ?? []).filter(
    (read) => read.group === undefined || concerns(group, read),
  );
  const before = lastReadBefore(first, ofGroup);
  const again = lastReadBefore(second, ofGroup);
  if (!before || !again) return undefined;
  if (before === again) return { fromMs: timeMs, toMs: timeMs, by: undefined };
  const { forwardedMs = timeMs, executedMs = timeMs } = again;
  return { fromMs: forwardedMs, toMs: executedMs, by: again };
}

function lastReadBefore(
  { start }: DeliveryPair["first"],
  reads: readonly WireCommand[],
): WireCommand | undefined {
  return reads.findLast(
    ({ process, executedMs = Infinity, repliedMs }) =>
      process === start.process && executedMs <= start.timeMs && repliedMs !== undefined,
  );
}
