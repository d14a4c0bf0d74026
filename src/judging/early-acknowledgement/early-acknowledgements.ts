import { keepsMessages } from "../../history/delivery-claims.ts";
import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { createGroupFinder, isAcknowledgement } from "../commands/command-groups.ts";
import { mayComeFrom, originLookupOf } from "../commands/delivery-origin.ts";
import { entryLookupOf } from "../commands/entries.ts";
import { factsOf } from "../facts/facts.ts";
import { mayBeGivenUp } from "../facts/given-up-messages.ts";
import { idsGivenUp } from "../facts/given-up.ts";
import type { Group } from "../facts/groups.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { removedMessagesOf } from "../facts/removed-messages.ts";

/** An acknowledgement that the bus sent before the handler of the message was done. */
export interface EarlyAcknowledgement {
  readonly group: Group;
  readonly message: MessageRecord;
  /** The delivery whose handler was not done. */
  readonly delivery: DeliveryRecord;
  /** The XACK or XACKDEL, or a read with NOACK, for which Redis keeps nothing pending. */
  readonly command: WireCommand;
}

/** Computed once for a history. */
export const earlyAcknowledgementsOf = oncePerHistory(findEarlyAcknowledgements);

/**
 * Finds the acknowledgements that the link forwarded before the handler of their message was done. It
 * does not matter whether the message was lost in this run. An XACK counts only for a delivery that can have come from
 * the stream of the XACK: a bus may move a message to another stream, where its entry may have the same id.
 *
 *      12 ms  group a begins to handle publisher-0/0, whose entry is 1-0
 *      13 ms  the link forwards XACK 1-0
 *      20 ms  the handler returns
 *     → found: the XACK was sent 7 ms too early
 */
function findEarlyAcknowledgements(history: IndexedHistory): readonly EarlyAcknowledgement[] {
  const { guarantees, hasCommands } = history.header;
  if (!hasCommands || !keepsMessages(guarantees)) return [];
  const commands = history.wire.filter(
    (command) => command.forwardedMs !== undefined && (command.noAck || isAcknowledgement(command)),
  );
  if (commands.length === 0) return [];
  const findEarly = createEarlyCheck(history);
  const acknowledgedBy = createReader(history);
  const found = new Map<DeliveryRecord, EarlyAcknowledgement>();
  for (const command of commands) {
    for (const acknowledged of acknowledgedBy(command)) {
      const early = findEarly(command, acknowledged);
      if (early && !found.has(early.delivery)) found.set(early.delivery, early);
    }
  }
  return [...found.values()];
}

interface AcknowledgedMessage {
  readonly message: MessageKey;
  /** The entry that the command names; `undefined` for a read, which acknowledges what it returns. */
  readonly id?: string;
}

/** Returns a function that lists the messages which a command acknowledges. */
function createReader(
  history: IndexedHistory,
): (command: WireCommand) => readonly AcknowledgedMessage[] {
  const messagesOf = entryLookupOf(history);
  return ({ noAck, returned = [], key, ids = [] }) => {
    if (noAck) return returned.map((message) => ({ message }));
    if (key === undefined) return [];
    return ids.flatMap((id) => messagesOf(key, id).map((message) => ({ message, id })));
  };
}

type EarlyCheck = (
  command: WireCommand,
  acknowledged: AcknowledgedMessage,
) => EarlyAcknowledgement | undefined;

/** Returns a function that decides about one acknowledged message; it returns `undefined` if all is well. */
function createEarlyCheck(history: IndexedHistory): EarlyCheck {
  const { groups } = factsOf(history);
  const findGroup = createGroupFinder(groups);
  const originOf = originLookupOf(history);
  const removed = removedMessagesOf(history);
  const givenUp = new Map(groups.map((group) => [group, idsGivenUp(group, history)]));
  /** The harness deleted its entry, so the bus can only acknowledge it; or the bus may give it up, as no handler succeeds. */
  const isExcused = (group: Group, key: MessageKey, atMs: number): boolean =>
    (removed.get(key) ?? Infinity) <= atMs || mayBeGivenUp(group, key, history);
  return (command, { message: key, id }) => {
    const message = history.messages.get(key);
    const group = message && findGroup(message.topic, command.group ?? "");
    // No entry and no delivery shows which of the messages with its payload it is.
    if (!message || !group || message.sharesPayload) return undefined;
    const { forwardedMs = Infinity } = command;
    if (isExcused(group, key, forwardedMs)) return undefined;
    const deliveries = group.deliveriesOf(key);
    if (deliveries.some((each) => wasHandled(each, forwardedMs))) return undefined;
    // A message that no handler ever got is reported as lost.
    const delivery = deliveries.find(
      (each) =>
        id === undefined || (isOfEntry(each, id) && mayComeFrom(originOf(each), command.key)),
    );
    const ids = [id, message.id, delivery?.start.id];
    const isReported = namesAny(givenUp.get(group), ids);
    return delivery && !isReported ? { group, message, delivery, command } : undefined;
  };
}

function namesAny(
  reported: ReadonlySet<string> = new Set(),
  ids: readonly (string | undefined)[],
): boolean {
  return ids.some((each) => each !== undefined && reported.has(each));
}

function wasHandled({ outcome, endMs = Infinity }: DeliveryRecord, byMs: number): boolean {
  return outcome === "handled" && endMs <= byMs;
}

/** If the bus uses its own ids, a delivery does not show its entry, so every entry may be the one. */
function isOfEntry({ start }: DeliveryRecord, entry: string): boolean {
  return start.id === entry || !isStreamId(start.id);
}
