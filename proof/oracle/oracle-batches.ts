import { settledCommandsOf, type RecordedCommand } from "../recorded/recorded-commands.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/**
 * True if a publisher sent a message again because a reply to another message of its batch is missing: the other
 * message is in the batch of the first append without a good reply, and in the batch of the second append too.
 */
export function isBatchSentAgain(
  run: RecordedRun,
  first: RecordedCommand,
  again: RecordedCommand,
): boolean {
  const resent = batchOf(run, again).flatMap(({ messages = [] }) => messages);
  const others = batchOf(run, first).filter(
    ({ repliedMs, error }) => repliedMs === undefined || error !== undefined,
  );
  return others.some(({ messages = [] }) =>
    messages.some((key) => !first.messages?.includes(key) && resent.includes(key)),
  );
}

/** The commands of a connection that were sent with this one, without a pause in which nothing was unanswered. */
function batchOf(run: RecordedRun, command: RecordedCommand): readonly RecordedCommand[] {
  const sent = settledCommandsOf(run, command).toSorted(
    (one, other) =>
      (one.forwardedMs ?? 1e9) - (other.forwardedMs ?? 1e9) || one.index - other.index,
  );
  const begins = sent.map(({ forwardedMs }, at) =>
    sent.slice(0, at).every(({ repliedMs }) => (repliedMs ?? Infinity) <= (forwardedMs ?? -1)),
  );
  const batchNumbers = sent.map((_, at) => begins.slice(0, at + 1).filter(Boolean).length);
  const own = batchNumbers[sent.findIndex(({ index }) => index === command.index)];
  return sent.filter((_, at) => batchNumbers[at] === own);
}
