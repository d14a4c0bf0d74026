import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { mayHaveLost } from "../facts/redis-data-loss.ts";
import { evidenceEndsMs } from "../facts/unsettled.ts";
import { hasAppended, publishesOf } from "./publish-commands.ts";

/**
 * Returns whether a message exists, whatever its publisher was told: a group got it, the auditor found it, or the link
 * saw Redis store it and Redis cannot have lost it since.
 *
 *      20 ms  publisher-0/1 is sent by XADD; Redis answers `7-0`, and the reply is lost
 *      50 ms  the publish call fails, so it is in doubt
 *     → the message exists, and every group that must get it is owed it
 *
 * The live ledger of a run (src/run/watch) asks a similar question while the run goes on; it decides no verdict.
 */
export function exists(message: MessageRecord, history: IndexedHistory): boolean {
  return existsBesidesCommands(message, history) || isStoredByCommand(message, history);
}

/**
 * Returns whether a group got the message or the auditor found it, whatever the commands show. It differs from `exists`
 * on purpose: a message that exists although no recorded command stored it took a way that the link does not see.
 */
export function existsBesidesCommands(message: MessageRecord, history: IndexedHistory): boolean {
  return groupThatGot(message, history) !== undefined || isStored(message, history);
}

/**
 * Returns whether a message in doubt is known to exist. If its publish never settled, only what happened before the end
 * of the drain counts: after it the harness closes connections, and that may let the message through.
 */
export function existsInDoubt(message: MessageRecord, history: IndexedHistory): boolean {
  const untilMs = evidenceEndsMs(message, history);
  if (untilMs === Infinity) return exists(message, history);
  if (isStored(message, history)) return true;
  const wasGot = factsOf(history).groups.some(({ firstDeliveries }) => {
    const first = firstDeliveries.get(message.key);
    return first !== undefined && first.start.timeMs <= untilMs;
  });
  return wasGot || isStoredByCommand(message, history, untilMs);
}

/** Returns the first group that got the message. */
export function groupThatGot({ key }: MessageRecord, history: IndexedHistory): Group | undefined {
  return factsOf(history).groups.find(({ firstDeliveries }) => firstDeliveries.has(key));
}

/** Returns whether the auditor found the message in its stream. */
export function isStored({ key, topic }: MessageRecord, history: IndexedHistory): boolean {
  return factsOf(history).audits.get(topic)?.isStored(key) ?? false;
}

function isStoredByCommand(
  message: MessageRecord,
  history: IndexedHistory,
  untilMs = Infinity,
): boolean {
  return publishesOf(history)
    .carriersOf(message)
    .some((command) => {
      const { executedMs = 0 } = command;
      return (
        hasAppended(command) && executedMs <= untilMs && !mayHaveLost(executedMs, history.faults)
      );
    });
}
