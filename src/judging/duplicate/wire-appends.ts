import type { FaultRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { compareStreamIds } from "../../stream-id.ts";
import { fateOf } from "../commands/command-fate.ts";
import { commandText } from "../commands/command-text.ts";
import { entryOf, hasAppended, mayAppend, mayBeUndone } from "../commands/publish-commands.ts";
import type { WireReason } from "./wire-reason.ts";

/** What its publisher sent of a message, and the faults that may have undone it in time. */
export interface Appends {
  readonly carriers: readonly WireCommand[];
  readonly faults: readonly FaultRecord[];
}

/** One message in two entries: a bus may append again what it has no reply for. */
export function explainAppends(
  entries: readonly [string, string],
  { carriers, faults }: Appends,
): WireReason | undefined {
  const [earlier, later] = entries.toSorted(compareStreamIds);
  const source = carriers.find((command) => entryOf(command) === earlier);
  const again = carriers.find((command) => entryOf(command) === later);
  if (!source) {
    const unanswered = carriers.find((command) => fateOf(command) === "unknown");
    return unanswered && withoutReply(unanswered);
  }
  if (source.repliedMs === undefined) return withoutReply(source);
  if ((again?.forwardedMs ?? Infinity) < source.repliedMs) {
    return {
      open: true,
      detail: `its ${commandText(source)} was sent again before the reply came`,
    };
  }
  return despiteReply(source, faults);
}

/** Where nothing says which of several copies was delivered: whether the bus had to make them. */
export function explainCopies(byMs: number, { carriers, faults }: Appends): WireReason | undefined {
  const appends = carriers.filter((each) => mayAppend(each) && forwardedAt(each) <= byMs);
  const known = appends.filter((source) => appends.some((again) => isDespite(source, again)));
  // One that Redis can't have forgotten stands, whatever became of the others.
  const standing = known.find(({ executedMs = 0 }) => !mayBeUndone(executedMs, faults));
  const source = standing ?? known[0];
  if (source) return despiteReply(source, faults);
  const unanswered = appends.find((each) => appends.some((again) => isForWant(each, again)));
  return unanswered && withoutReply(unanswered);
}

/** Whether a message was appended again in the same place although its publisher had the reply. */
function isDespite(source: WireCommand, again: WireCommand): boolean {
  const { command, key, repliedMs = Infinity } = source;
  // A message may well go to each of several lists, or to a stream and a channel.
  const isSamePlace = again.command === command && again.key === key;
  const areSure = hasAppended(source) && hasAppended(again);
  return areSure && isSamePlace && again !== source && repliedMs <= forwardedAt(again);
}

/** Whether it was sent again for want of a reply. */
function isForWant(source: WireCommand, again: WireCommand): boolean {
  const isLater = again !== source && forwardedAt(again) >= forwardedAt(source);
  return isLater && source.repliedMs === undefined;
}

function forwardedAt({ forwardedMs = Infinity }: WireCommand): number {
  return forwardedMs;
}

function withoutReply(source: WireCommand): WireReason {
  const name = commandText(source);
  const isExecuted = fateOf(source) === "executed";
  const detail = isExecuted
    ? `its ${name} was executed but the reply was lost`
    : `its ${name} never got a reply`;
  return { open: false, explanation: "reply lost", detail };
}

/** Only what Redis may have lost since is worth sending again. */
function despiteReply(source: WireCommand, faults: readonly FaultRecord[]): WireReason {
  const detail = `the reply to its ${commandText(source)} had come back whole`;
  if (!mayBeUndone(source.executedMs ?? 0, faults)) return { open: false, detail };
  return { open: true, detail: `${detail}, and Redis may have forgotten it since` };
}
