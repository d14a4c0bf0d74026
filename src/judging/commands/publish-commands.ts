import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { fateOf, isScript, mayBeExecuted } from "./command-fate.ts";
import { settleQueued } from "./transactions.ts";
import { unreadRepliesOf } from "./unread-replies.ts";

/** A command of a publisher, with the reply that the publisher surely read. */
export interface PublishCommand extends WireCommand {
  /** If the reply does not count because the publisher may not have read it: how long after it came a reset. */
  readonly unreadMs?: number;
}

/** The commands by which publishers sent their messages. Empty if no link recorded commands. */
export interface PublishCommands {
  /** The commands of its publisher that carried a message, in the order in which they ended. */
  carriersOf(message: MessageRecord): readonly PublishCommand[];
  /**
   * Whether the link saw every message that this publisher sent: a message without a command was not sent then.
   * False for a publisher whose payloads are compressed or encoded, or that uses an encrypted connection.
   */
  seesAllOf(publisher: string): boolean;
  /** All commands of the connection on which this one was sent, in the order in which they ended. */
  sameConnectionAs(command: PublishCommand): readonly PublishCommand[];
}

const none: readonly PublishCommand[] = [];

/** Nearly every message is carried once, so a single command is kept without an array around it. */
type Carriers = PublishCommand | PublishCommand[];

/** The kinds of commands of one publisher, each as `XADD stream:orders`. */
interface CommandKinds {
  readonly withMessages: Set<string>;
  readonly withoutMessages: Set<string>;
}

/** Computed once for a history. */
export const publishesOf = oncePerHistory(readPublishes);

function readPublishes(history: IndexedHistory): PublishCommands {
  const carriers = new Map<MessageKey, Carriers>();
  const kinds = new Map<string, CommandKinds>();
  const commands = history.header.hasCommands ? settleQueued(withReadReplies(history)) : none;
  for (const command of commands) {
    addCarrier(carriers, command);
    addKind(kinds, command);
  }
  const unread = new Set(history.opaque.map(({ process }) => process));
  return {
    carriersOf({ key }) {
      const found = carriers.get(key) ?? none;
      return "kind" in found ? [found] : found;
    },
    seesAllOf(publisher) {
      const used = kinds.get(publisher);
      // A compressed payload shows as a command of the same kind in which the link found no message.
      return used !== undefined && !unread.has(publisher) && carriesMessagesAlways(used);
    },
    sameConnectionAs: ({ process, connection }) =>
      commands.filter((each) => each.process === process && each.connection === connection),
  };
}

/** Leaves out the replies that their client may not have read. */
function withReadReplies(history: IndexedHistory): Pick<IndexedHistory, "opaque"> & {
  readonly wire: readonly PublishCommand[];
} {
  const unread = unreadRepliesOf(history);
  const { wire, opaque } = history;
  if (unread.size === 0) return { wire, opaque };
  return {
    opaque,
    wire: wire.map((command) => {
      const unreadMs = unread.get(command);
      if (unreadMs === undefined) return command;
      const { repliedMs: _repliedMs, ...rest } = command;
      return { ...rest, unreadMs };
    }),
  };
}

function addCarrier(carriers: Map<MessageKey, Carriers>, command: PublishCommand): void {
  for (const key of command.messages ?? []) {
    // Another role may pass a message on, for example to a dead-letter stream. That is not its publish.
    if (publisherOf(key) !== command.process) continue;
    const known = carriers.get(key);
    if (known === undefined) carriers.set(key, command);
    else if ("kind" in known) carriers.set(key, [known, command]);
    else known.push(command);
  }
}

function addKind(kinds: Map<string, CommandKinds>, sent: WireCommand): void {
  const { process, command, key, messages } = sent;
  let used = kinds.get(process);
  if (!used) {
    used = { withMessages: new Set(), withoutMessages: new Set() };
    kinds.set(process, used);
  }
  (messages ? used.withMessages : used.withoutMessages).add(`${command} ${key}`);
}

function carriesMessagesAlways({ withMessages, withoutMessages }: CommandKinds): boolean {
  return withMessages.size > 0 && withMessages.isDisjointFrom(withoutMessages);
}

function publisherOf(message: MessageKey): string {
  return message.slice(0, message.lastIndexOf("/"));
}

const appending = new Set(["XADD", "PUBLISH", "SPUBLISH", "RPUSH", "LPUSH"]);

/** Returns whether Redis may have stored or delivered the messages of a command by it. */
export function mayAppend(command: WireCommand): boolean {
  if (hasAppended(command)) return true;
  return fateOf(command) === "unknown" && (appending.has(command.command) || isScript(command));
}

/** Returns whether Redis certainly stored or delivered the messages of a command by it. */
export function hasAppended(command: WireCommand): boolean {
  if (fateOf(command) !== "executed" || command.reply === "nil") return false;
  return appending.has(command.command) || entryOf(command) !== undefined;
}

/** Returns whether exactly one command carried the message to Redis, and the link saw all commands of its publisher. */
export function isSentOnce(message: MessageRecord, publishes: PublishCommands): boolean {
  const carriers = publishes.carriersOf(message).filter(mayBeExecuted);
  return carriers.length === 1 && publishes.seesAllOf(message.publisher);
}

/**
 * Returns the id of the stream entry that a command made, whatever kind of command it was. A script with several
 * messages may make several entries and return the id of only one, so it has none.
 */
export function entryOf({ command, messages = [], reply = "" }: WireCommand): string | undefined {
  const isOneEntry = messages.length === 1 || (messages.length > 1 && command === "XADD");
  return isOneEntry && isStreamId(reply) ? reply : undefined;
}
