import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { concerns } from "../commands/command-groups.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";

/** A reply or a push in which Redis gave a message to a role. */
interface MessageReceipt {
  readonly process: string;
  readonly atMs: number;
  /** `undefined` for a push, which is for no group. */
  readonly by: WireCommand | undefined;
}

interface ReceiptsOfRetries {
  readonly receipts: ReadonlyMap<MessageKey, readonly MessageReceipt[]>;
  /** Commands that may have returned more messages than the link saw. */
  readonly unclear: readonly WireCommand[];
  /** Roles with a connection that the link could not read. */
  readonly opaque: ReadonlySet<string>;
}

/**
 * Returns a function that tells whether a delivery which the bus calls a further attempt was the first:
 * Redis had given the message to its group only once. If the link saw no commands, or may have missed
 * some of them, the function returns `false`, and the number that the bus says counts.
 *
 *      14 ms  XREADGROUP returns publisher-0/0 to group a, for the first time
 *      15 ms  group a gets publisher-0/0 as attempt 2
 *     → true: attempt 2 was the first
 */
export function createFirstAttemptCheck(
  history: IndexedHistory,
): (group: Group, delivery: DeliveryRecord) => boolean {
  let known: ReceiptsOfRetries | undefined;
  return (group, { message, start: { timeMs } }) => {
    if (!history.header.hasCommands || !message) return false;
    known ??= readReceipts(history);
    const { receipts, unclear, opaque } = known;
    if ([...group.processes].some((process) => opaque.has(process))) return false;
    const isOfGroup = ({ process, by }: Pick<MessageReceipt, "process" | "by">): boolean =>
      group.processes.has(process) && (by?.group === undefined || concerns(group, by));
    const own = (receipts.get(message.key) ?? []).filter(
      (each) => each.atMs <= timeMs && isOfGroup(each),
    );
    const mayBeMore = (by: WireCommand): boolean =>
      isOfGroup({ process: by.process, by }) && mayHaveReturned(by, message, timeMs);
    return own.length === 1 && !unclear.some(mayBeMore);
  };
}

/** Reads only the receipts of messages whose first delivery the bus calls a further attempt. */
function readReceipts(history: IndexedHistory): ReceiptsOfRetries {
  const { wire, pushes, opaque } = history;
  const { groups } = factsOf(history);
  const retries = new Set(groups.flatMap(retriesOf));
  const receipts = new Map<MessageKey, MessageReceipt[]>();
  const add = (keys: readonly MessageKey[], receipt: MessageReceipt): void => {
    for (const key of keys) {
      if (!retries.has(key)) continue;
      const known = receipts.get(key);
      if (known) known.push(receipt);
      else receipts.set(key, [receipt]);
    }
  };
  for (const by of wire) {
    const { returned = [], process, executedMs = by.timeMs } = by;
    add(returned, { process, atMs: executedMs, by });
  }
  for (const { returned, process, timeMs } of pushes) {
    add(returned, { process, atMs: timeMs, by: undefined });
  }
  const readers = new Set(
    wire.filter(({ returned = [] }) => returned.length > 0).map(({ command }) => command),
  );
  return {
    receipts,
    unclear: wire.filter((each) => each.partial || isUnanswered(each, readers)),
    opaque: new Set(opaque.map(({ process }) => process)),
  };
}

function retriesOf({ firstDeliveries }: Group): MessageKey[] {
  return [...firstDeliveries]
    .filter(([, { start }]) => start.attempt > 1)
    .map(([message]) => message);
}

/** Redis may have executed a read whose reply the link did not see, and it may have returned the message. */
function isUnanswered(
  { command, forwardedMs, executedMs }: WireCommand,
  readers: ReadonlySet<string>,
): boolean {
  return readers.has(command) && forwardedMs !== undefined && executedMs === undefined;
}

function mayHaveReturned(
  { forwardedMs = 0, timeMs }: WireCommand,
  { invokedMs }: MessageRecord,
  deliveredMs: number,
): boolean {
  return forwardedMs <= deliveredMs && invokedMs <= timeMs;
}
