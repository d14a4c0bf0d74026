import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concerns } from "../commands/command-groups.ts";
import { commandText } from "../commands/command-text.ts";
import type { EntryLookup } from "../commands/entries.ts";
import { mayBeUndone } from "../commands/publish-commands.ts";
import type { Repeat } from "./repeats.ts";
import type { WireReason } from "./wire-reason.ts";

export type RepeatedPair = Pick<Repeat, "group" | "message" | "first" | "second">;

/** The acknowledgements and reads of what was delivered more than once. */
export interface Seen {
  readonly acknowledgements: ReadonlyMap<string, readonly WireCommand[]>;
  readonly reads: ReadonlyMap<MessageKey, readonly WireCommand[]>;
  /** Roles that got replies too long to be looked through. */
  readonly partial: ReadonlySet<string>;
  readonly messagesOf: EntryLookup;
}

/** With the faults until the second delivery. */
type Known = Seen & Pick<IndexedHistory, "faults">;

/** One entry twice: a bus may deliver again what it could not acknowledge. */
export function explainRedelivery(
  pair: RepeatedPair,
  entry: string,
  known: Known,
): WireReason | undefined {
  const { group, first, second } = pair;
  const handedOut = handedOutAgain(pair, known);
  if (handedOut === undefined) return undefined;
  const all = known.acknowledgements.get(entry) ?? [];
  // Entries of two streams may have the same id.
  const isOfMessage = ({ key = "" }: WireCommand): boolean => {
    const held = known.messagesOf(key, entry);
    return held.length === 0 || held.includes(pair.message.key);
  };
  const acknowledgements = all.filter((each) => concerns(group, each) && isOfMessage(each));
  const [done, ...more] = acknowledgements.filter((each) => isDone(each, handedOut.fromMs));
  if (done) {
    return afterAcknowledgements([done, ...more], handedOut.fromMs, known.faults);
  }
  // Taken from a consumer that was still at work: no acknowledgement was due yet.
  if ((first.endMs ?? Infinity) > second.start.timeMs) return undefined;
  const tried = acknowledgements.find((command) => isTried(command, second.start.timeMs));
  if (tried) return afterAttempt(tried);
  if (handedOut.by && isClaim(handedOut.by, pair)) return afterClaim(handedOut.by);
  const sent = acknowledgements.some(({ forwardedMs = Infinity }) => forwardedMs < handedOut.toMs);
  const detail = sent
    ? "its XACK was executed only after it had been handed out again"
    : "no XACK of it was sent in between";
  return { open: true, detail };
}

interface HandedOut {
  /** An acknowledgement that was executed before can't have been passed by this. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The read that returned it again; `undefined` if the bus handled it again by itself. */
  readonly by: WireCommand | undefined;
}

/**
 * `undefined` if reads of these subscribers show no messages, or not all of them. What a lost reply
 * held was handed to nobody.
 */
function handedOutAgain(
  { group, message, first, second }: RepeatedPair,
  { reads, partial }: Known,
): HandedOut | undefined {
  if (partial.has(second.start.process) || partial.has(first.start.process)) return undefined;
  const own = (reads.get(message.key) ?? []).filter(
    (read) => read.group === undefined || concerns(group, read),
  );
  const lastFor = ({ start }: Repeat["first"]): WireCommand | undefined =>
    own.findLast(
      ({ process, executedMs = Infinity, repliedMs }) =>
        process === start.process && executedMs <= start.timeMs && repliedMs !== undefined,
    );
  const before = lastFor(first);
  const again = lastFor(second);
  if (!before || !again) return undefined;
  const { timeMs } = second.start;
  if (before === again) return { fromMs: timeMs, toMs: timeMs, by: undefined };
  const { forwardedMs = timeMs, executedMs = timeMs } = again;
  return { fromMs: forwardedMs, toMs: executedMs, by: again };
}

/** Answered by 0 it acknowledged nothing. */
function isDone(command: WireCommand, byMs: number): boolean {
  const { executedMs = Infinity, reply } = command;
  return fateOf(command) === "executed" && reply !== "0" && executedMs <= byMs;
}

function afterAcknowledgements(
  done: readonly [WireCommand, ...WireCommand[]],
  handedOutMs: number,
  faults: IndexedHistory["faults"],
): WireReason {
  // One that Redis can't have forgotten stands, whatever became of the others.
  const standing = done.find(({ executedMs = 0 }) => !mayBeUndone(executedMs, faults));
  const shown = standing ?? done[0];
  const { executedMs = handedOutMs } = shown;
  const detail = `its ${commandText(shown)} had been executed ${durationText(handedOutMs - executedMs)} before`;
  if (standing) return { open: false, detail };
  const forgotten = `${detail}, which Redis may have forgotten`;
  return { open: false, explanation: "fault", detail: forgotten };
}

function isTried(command: WireCommand, byMs: number): boolean {
  const { forwardedMs = command.timeMs } = command;
  return fateOf(command) !== "executed" && forwardedMs <= byMs;
}

function afterAttempt(tried: WireCommand): WireReason {
  const name = commandText(tried);
  const texts = {
    unsent: `its ${name} did not reach Redis`,
    refused: `its ${name} was refused: ${tried.error}`,
    unknown: `its ${name} never got a reply`,
    executed: "",
  };
  const explanation = "acknowledgement lost";
  return { open: false, explanation, detail: texts[fateOf(tried)] };
}

function isClaim({ command }: WireCommand, { first, second }: RepeatedPair): boolean {
  const claims = command === "XCLAIM" || command === "XAUTOCLAIM";
  return claims && first.start.process !== second.start.process;
}

function afterClaim(claim: WireCommand): WireReason {
  const detail = `another consumer took it by ${commandText(claim)} before an XACK was executed`;
  return { open: false, explanation: "claim", detail };
}
