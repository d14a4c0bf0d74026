import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { mayHaveLost } from "../facts/redis-data-loss.ts";
import { hasAppended, publishesOf } from "./publish-commands.ts";

/**
 * Returns whether a message exists, whatever its publisher was told: a group got it, the auditor found it, or
 * Redis was seen to store it and cannot have lost it since.
 *
 * Example: the reply to `XADD` was lost, so the publish is in doubt. The link saw Redis answer `7-0`: the
 * message exists, and every group that must get it is owed it.
 */
export function exists(message: MessageRecord, history: IndexedHistory): boolean {
  return existsBesidesCommands(message, history) || isStoredByCommand(message, history);
}

/**
 * Returns whether a group got the message or the auditor found it. The commands on the wire do not count: it
 * shows that a message exists although no command stored it, so it went a way that the link does not see.
 */
export function existsBesidesCommands(message: MessageRecord, history: IndexedHistory): boolean {
  return groupThatGot(message, history) !== undefined || isStored(message, history);
}

/** Returns the first group that got the message. */
export function groupThatGot({ key }: MessageRecord, history: IndexedHistory): Group | undefined {
  return factsOf(history).groups.find(({ firstDeliveries }) => firstDeliveries.has(key));
}

/** Returns whether the auditor found the message in its stream. */
export function isStored({ key, topic }: MessageRecord, history: IndexedHistory): boolean {
  return factsOf(history).audits.get(topic)?.isStored(key) ?? false;
}

function isStoredByCommand(message: MessageRecord, history: IndexedHistory): boolean {
  return publishesOf(history)
    .carriersOf(message)
    .some(
      (command) => hasAppended(command) && !mayHaveLost(command.executedMs ?? 0, history.faults),
    );
}
