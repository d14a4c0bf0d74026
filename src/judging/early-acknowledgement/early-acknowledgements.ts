import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { createGroupFinder, isAcknowledgement } from "../commands/command-groups.ts";
import { entryLookupOf } from "../commands/entries.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { messagesGivenUp } from "../lost/losses.ts";

/** An acknowledgement that was on its way to Redis before the message was handled. */
export interface EarlyAcknowledgement {
  readonly group: Group;
  readonly message: MessageRecord;
  /** The first delivery that it was ahead of. */
  readonly delivery: DeliveryRecord;
  /** The XACK, or the read that took everything as acknowledged. */
  readonly command: WireCommand;
}

/**
 * A bus cannot forward an acknowledgement before it has heard that the handler is done, so any that
 * was forwarded before the end of the handler was sent too early, whatever came of it.
 */
export const earlyAcknowledgementsOf = oncePerHistory(findEarlyAcknowledgements);

function findEarlyAcknowledgements(history: IndexedHistory): readonly EarlyAcknowledgement[] {
  const { guarantees, hasCommands } = history.header;
  if (!hasCommands || guarantees.delivery !== "at-least-once") return [];
  const commands = history.wire.filter(
    (command) => command.forwardedMs !== undefined && (command.noAck || isAcknowledgement(command)),
  );
  if (commands.length === 0) return [];
  const judge = createJudge(history);
  const acknowledgedOf = createReader(history);
  const found = new Map<DeliveryRecord, EarlyAcknowledgement>();
  for (const command of commands) {
    for (const acknowledged of acknowledgedOf(command)) {
      const early = judge(command, acknowledged);
      if (early && !found.has(early.delivery)) found.set(early.delivery, early);
    }
  }
  return [...found.values()];
}

interface Acknowledged {
  readonly message: MessageKey;
  /** The entry that was named; `undefined` for a read, which acknowledges what it returns. */
  readonly id?: string;
}

/** Takes a command apart into the messages it acknowledges. */
function createReader(history: IndexedHistory): (command: WireCommand) => readonly Acknowledged[] {
  const messagesOf = entryLookupOf(history);
  return ({ noAck, returned = [], key, ids = [] }) => {
    if (noAck) return returned.map((message) => ({ message }));
    if (key === undefined) return [];
    return ids.flatMap((id) => messagesOf(key, id).map((message) => ({ message, id })));
  };
}

type Judge = (command: WireCommand, what: Acknowledged) => EarlyAcknowledgement | undefined;

function createJudge(history: IndexedHistory): Judge {
  const { groups } = factsOf(history);
  const findGroup = createGroupFinder(groups);
  const givenUp = new Map(groups.map((group) => [group, messagesGivenUp(group, history)]));
  return (command, { message: key, id }) => {
    const message = history.messages.get(key);
    const group = message && findGroup(message.topic, command.group ?? "");
    if (!message || !group) return undefined;
    const { forwardedMs = Infinity } = command;
    const deliveries = group.deliveriesOf(key);
    if (deliveries.some((each) => wasHandled(each, forwardedMs))) return undefined;
    // What was never handed to a handler is lost, and found as such.
    const delivery = deliveries.find(({ start }) => isOfEntry(start.id, id));
    if (!delivery) return undefined;
    const said = givenUp.get(group);
    const ids = [id, message.id, delivery.start.id];
    if (ids.some((each) => each !== undefined && said?.has(each))) return undefined;
    return { group, message, delivery, command };
  };
}

function wasHandled({ outcome, endMs = Infinity }: DeliveryRecord, byMs: number): boolean {
  return outcome === "handled" && endMs <= byMs;
}

/** A bus that has ids of its own does not say which entry it delivered. */
function isOfEntry(deliveredId: string, entry: string | undefined): boolean {
  return entry === undefined || deliveredId === entry || !isStreamId(deliveredId);
}
