import type { FaultRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { compareStreamIds } from "../../stream-id.ts";
import { durationText } from "../../wording.ts";
import { missingReplyOf } from "../commands/batches.ts";
import { fateOf, mayBeExecuted } from "../commands/command-fate.ts";
import { commandText } from "../commands/command-text.ts";
import { mayComeFrom, type Origin } from "../commands/delivery-origin.ts";
import {
  entryOf,
  hasAppended,
  mayAppend,
  type PublishCommand,
  type PublishCommands,
} from "../commands/publish-commands.ts";
import { mayHaveLost } from "../facts/redis-data-loss.ts";
import type { CommandReason } from "./duplicate-reason.ts";

/** The commands of the publisher that carried one message, and the faults that Redis had by then. */
export interface AppendsOfMessage {
  readonly carriers: readonly PublishCommand[];
  readonly faults: readonly FaultRecord[];
  readonly publishes: PublishCommands;
}

/** The entry of one delivery. */
export interface DeliveredEntry {
  readonly id: string;
  readonly origin: Origin;
}

/**
 * Explains why one message is in the stream as two entries. A bus may append again if it got no reply.
 * It may not if the reply had come, unless Redis may have lost the entry since. If the publisher appended to other streams
 * than the deliveries came from, the commands of the publisher prove no mistake.
 *
 *      10 ms  XADD #7 of publisher-0/0: Redis makes the entry 1-0, the reply is lost
 *     510 ms  XADD #8 of publisher-0/0: Redis makes the entry 2-0
 *     → reply lost: its XADD #7 was executed but the reply was lost
 */
export function explainSecondEntry(
  entries: readonly [DeliveredEntry, DeliveredEntry],
  { carriers, faults, publishes }: AppendsOfMessage,
): CommandReason | undefined {
  const sorted = entries.toSorted((one, other) => compareStreamIds(one.id, other.id));
  const [first, second] = sorted.map((entry) => carriers.find((each) => hasMade(each, entry)));
  if (sorted.some(({ origin }) => !carriers.some(({ key }) => mayComeFrom(origin, key)))) {
    const unanswered = carriers.find(isUnanswered);
    return unanswered && becauseOfLostReply(unanswered);
  }
  if (!first) {
    // The entry of an append in a transaction is not known, because Redis answered it with `QUEUED`.
    const unanswered = carriers.find((each) => isUnanswered(each) && entryOf(each) === undefined);
    return unanswered && becauseOfLostReply(unanswered);
  }
  if (first.repliedMs === undefined) return becauseOfLostReply(first);
  if ((second?.forwardedMs ?? Infinity) < first.repliedMs) {
    return {
      decidedBy: "faults",
      detail: `its ${commandText(first)} was sent again before the reply came`,
    };
  }
  const missing = second && missingReplyOf({ first, again: second }, publishes);
  return missing ? becauseOfBatch(first, missing) : despiteReply(first, faults);
}

function isUnanswered(command: WireCommand): boolean {
  return mayBeExecuted(command) && command.repliedMs === undefined;
}

function hasMade(command: WireCommand, { id, origin }: DeliveredEntry): boolean {
  return entryOf(command) === id && mayComeFrom(origin, command.key);
}

/**
 * Explains a second delivery if Redis may hold several copies of the message and no id tells which
 * copy was delivered. Looks only at the appends that were sent before the second delivery, at `byMs`.
 *
 *      10 ms  LPUSH #1 of publisher-0/0 is answered
 *     210 ms  LPUSH #2 of publisher-0/0 is answered
 *     → appended before: the bus knew about the first copy when it made the second
 */
export function explainCopies(
  byMs: number,
  { carriers, faults, publishes }: AppendsOfMessage,
): CommandReason | undefined {
  const appends = carriers.filter((each) => mayAppend(each) && forwardedAt(each) <= byMs);
  const pairs = appends.flatMap((first) =>
    appends.filter((again) => isDespiteReply(first, again)).map((again) => ({ first, again })),
  );
  const needless = pairs.filter((pair) => !missingReplyOf(pair, publishes));
  const answered = needless.map(({ first }) => first);
  // If Redis cannot have lost one of the answered appends, the bus had no reason to make another copy.
  const kept = answered.find(({ executedMs = 0 }) => !mayHaveLost(executedMs, faults));
  const first = kept ?? answered[0];
  if (first) return despiteReply(first, faults);
  const unanswered = appends.find((each) => appends.some((again) => isForLackOfReply(each, again)));
  if (unanswered) return becauseOfLostReply(unanswered);
  const [pair] = pairs;
  const missing = pair && missingReplyOf(pair, publishes);
  return missing && becauseOfBatch(pair.first, missing);
}

/** Returns whether `again` appended in the same place after the publisher had the reply to `first`. */
function isDespiteReply(first: WireCommand, again: WireCommand): boolean {
  const { command, key, repliedMs = Infinity } = first;
  // A bus may send a message to each of several lists, or to a stream and a channel.
  const isSamePlace = again.command === command && again.key === key;
  const areCertain = hasAppended(first) && hasAppended(again);
  return areCertain && isSamePlace && again !== first && repliedMs <= forwardedAt(again);
}

/** Returns whether `again` was sent later than `first`, which never got a reply. */
function isForLackOfReply(first: WireCommand, again: WireCommand): boolean {
  const isLater = again !== first && forwardedAt(again) >= forwardedAt(first);
  return isLater && first.repliedMs === undefined;
}

function forwardedAt({ forwardedMs = Infinity }: WireCommand): number {
  return forwardedMs;
}

function becauseOfLostReply(append: PublishCommand): CommandReason {
  const name = commandText(append);
  if (append.unreadMs !== undefined) {
    const ahead = durationText(append.unreadMs);
    const text = `the publisher may not have read the reply to its ${name}, ${ahead} before a reset`;
    return { decidedBy: "commands", reason: "reply lost", detail: text };
  }
  const isExecuted = fateOf(append) === "executed";
  const detail = isExecuted
    ? `its ${name} was executed but the reply was lost`
    : `its ${name} never got a reply`;
  return { decidedBy: "commands", reason: "reply lost", detail };
}

function becauseOfBatch(append: PublishCommand, missing: PublishCommand): CommandReason {
  const [name, other] = [commandText(append), commandText(missing)];
  const detail = `the reply to ${other} was lost, which the publisher had sent in one batch with its ${name}`;
  return { decidedBy: "commands", reason: "reply lost", detail };
}

/** Lets the faults decide if Redis may have lost the entry after it had replied. */
function despiteReply(append: WireCommand, faults: readonly FaultRecord[]): CommandReason {
  const detail = `the publisher had the reply to its ${commandText(append)}`;
  if (mayHaveLost(append.executedMs ?? 0, faults)) {
    return { decidedBy: "faults", detail: `${detail}, but Redis may have lost the message since` };
  }
  return { decidedBy: "commands", mistake: "appended before", detail };
}
