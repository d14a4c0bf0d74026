import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isStreamId } from "../../stream-id.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { fateOf, isScript, mayBeExecuted } from "./command-fate.ts";
import { settleQueued } from "./transactions.ts";

/** What the wire knows of the publishes of a run. Empty where no link saw commands. */
export interface WirePublishes {
  /** The commands of its publisher that carried a message, in the order in which they ended. */
  carriersOf(message: MessageRecord): readonly WireCommand[];
  /** Whether a message that no command of this publisher carried was not sent by it. */
  isComplete(publisher: string): boolean;
}

const none: readonly WireCommand[] = [];

/** A message is nearly always carried once, and then its one command stands for itself. */
type Carriers = WireCommand | WireCommand[];

/** The commands and keys that a publisher used with messages in them, and without. */
interface Kinds {
  readonly carrying: Set<string>;
  readonly mute: Set<string>;
}

/** Computed once for a history. */
export const publishesOf = oncePerHistory(readWirePublishes);

function readWirePublishes(history: IndexedHistory): WirePublishes {
  const carriers = new Map<MessageKey, Carriers>();
  const kinds = new Map<string, Kinds>();
  for (const command of history.header.hasCommands ? settleQueued(history) : none) {
    addCarrier(carriers, command);
    addKind(kinds, command);
  }
  const unread = new Set(history.opaque.map(({ process }) => process));
  return {
    carriersOf({ key }) {
      const found = carriers.get(key) ?? none;
      return "kind" in found ? [found] : found;
    },
    isComplete(publisher) {
      const used = kinds.get(publisher);
      // What is compressed or encoded shows as commands of the same kind without any message.
      return used !== undefined && !unread.has(publisher) && carriesOnly(used);
    },
  };
}

function addCarrier(carriers: Map<MessageKey, Carriers>, command: WireCommand): void {
  for (const key of command.messages ?? []) {
    // Others may pass a message on, such as one that is given up; that is no publish.
    if (publisherOf(key) !== command.process) continue;
    const known = carriers.get(key);
    if (known === undefined) carriers.set(key, command);
    else if ("kind" in known) carriers.set(key, [known, command]);
    else known.push(command);
  }
}

function addKind(kinds: Map<string, Kinds>, sent: WireCommand): void {
  const { process, command, key, messages } = sent;
  let used = kinds.get(process);
  if (!used) {
    used = { carrying: new Set(), mute: new Set() };
    kinds.set(process, used);
  }
  (messages ? used.carrying : used.mute).add(`${command} ${key}`);
}

function carriesOnly({ carrying, mute }: Kinds): boolean {
  return carrying.size > 0 && carrying.isDisjointFrom(mute);
}

function publisherOf(message: MessageKey): string {
  return message.slice(0, message.lastIndexOf("/"));
}

const appending = new Set(["XADD", "PUBLISH", "SPUBLISH", "RPUSH", "LPUSH"]);

/** Whether a command may have put its messages somewhere, so that there is one more of each. */
export function mayAppend(command: WireCommand): boolean {
  if (hasAppended(command)) return true;
  return fateOf(command) === "unknown" && (appending.has(command.command) || isScript(command));
}

/** Whether all that its publisher sent of a message is one command. */
export function isSentOnce(message: MessageRecord, publishes: WirePublishes): boolean {
  const carriers = publishes.carriersOf(message).filter(mayBeExecuted);
  return carriers.length === 1 && publishes.isComplete(message.publisher);
}

/** Whether the messages in a command certainly exist since then. */
export function hasAppended(command: WireCommand): boolean {
  if (fateOf(command) !== "executed" || command.reply === "nil") return false;
  return appending.has(command.command) || entryOf(command) !== undefined;
}

/**
 * The id of the stream entry that a command made, whatever kind of command it was. A script with
 * several messages may have made more entries than it tells of.
 */
export function entryOf({ command, messages = [], reply = "" }: WireCommand): string | undefined {
  const isOneEntry = messages.length === 1 || (messages.length > 1 && command === "XADD");
  return isOneEntry && isStreamId(reply) ? reply : undefined;
}
