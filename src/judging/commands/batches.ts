import type { PublishCommand, PublishCommands } from "./publish-commands.ts";

/** Two appends of one message by its publisher. */
export interface TwoAppends {
  readonly first: PublishCommand;
  readonly again: PublishCommand;
}

/**
 * A publisher may send many messages in one batch and take them off its list only when all are answered. If a reply of
 * the batch is missing, it sends the whole batch again, with the messages whose replies it had. Returns the command
 * without its reply if that may be why the publisher appended again: it was sent in one batch with `first`, and its
 * message is in one batch with `again`.
 *
 *     1145 ms  XADD #76 and XADD #79 of publisher-0 are sent
 *     1163 ms  XADD #76 is answered, and the connection ends
 *     2675 ms  XADD #83 sends the message of XADD #76 again, and XADD #86 that of XADD #79
 *     → XADD #79, for the pair of XADD #76 and XADD #83
 */
export function missingReplyOf(
  { first, again }: TwoAppends,
  publishes: PublishCommands,
): PublishCommand | undefined {
  const own = new Set(first.messages);
  const missing = batchOf(first, publishes).filter(lacksReply);
  if (missing.length === 0) return undefined;
  const resent = new Set(batchOf(again, publishes).flatMap(({ messages = [] }) => messages));
  return missing.find(({ messages = [] }) =>
    messages.some((key) => resent.has(key) && !own.has(key)),
  );
}

/** Redis may also have refused a command of the batch: the publisher then knows that the batch is not complete. */
function lacksReply({ repliedMs, error }: PublishCommand): boolean {
  return repliedMs === undefined || error !== undefined;
}

/**
 * Returns the batch of a command: the commands of its connection from one pause to the next. At a pause all commands
 * before it had been answered when the next one was sent.
 */
function batchOf(command: PublishCommand, publishes: PublishCommands): readonly PublishCommand[] {
  let batch: PublishCommand[] = [];
  let answeredMs = -Infinity;
  const sent = publishes
    .sameConnectionAs(command)
    .toSorted((one, other) => sentAt(one) - sentAt(other));
  for (const each of sent) {
    // The link held back a command that has no such time, so the judge cannot know if it was sent after a pause.
    const isAfterPause = each.forwardedMs !== undefined && each.forwardedMs >= answeredMs;
    if (isAfterPause) {
      if (batch.includes(command)) return batch;
      batch = [];
    }
    batch.push(each);
    answeredMs = Math.max(answeredMs, each.repliedMs ?? Infinity);
  }
  return batch;
}

function sentAt({ forwardedMs = Number.MAX_VALUE }: PublishCommand): number {
  return forwardedMs;
}
