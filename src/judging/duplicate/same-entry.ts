import type { FaultRecord } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { durationText } from "../../wording.ts";
import { fateOf } from "../commands/command-fate.ts";
import { concerns } from "../commands/command-groups.ts";
import { commandText } from "../commands/command-text.ts";
import { mayComeFrom, type Origin } from "../commands/delivery-origin.ts";
import type { EntryLookup } from "../commands/named-entries.ts";
import { mayHaveLost } from "../facts/redis-data-loss.ts";
import type { CommandReason, DeliveryPair } from "./duplicate-reason.ts";
import { secondHandOut, type RedeliveryReads } from "./hand-out.ts";

/** The commands that acknowledged or returned any message that a group got more than once. */
export interface RedeliveryCommands extends RedeliveryReads {
  /** By the id of the entry. */
  readonly acknowledgements: ReadonlyMap<string, readonly WireCommand[]>;
  readonly messagesOf: EntryLookup;
}

/** Both deliveries of a pair are of this entry. */
export interface RedeliveredEntry {
  readonly entry: string;
  /** The streams that may hold it. */
  readonly origin: Origin;
  /** The faults that were injected before the second delivery. */
  readonly faults: readonly FaultRecord[];
}

/**
 * Explains why a group got one stream entry twice. A bus may deliver an entry again if it could not
 * acknowledge it. Returns `undefined` if the commands do not show how the entry was handed out.
 *
 *      20 ms  subscriber-a handles the entry 1-0
 *      22 ms  subscriber-a sends XACK 1-0, and Redis executes it
 *    1550 ms  subscriber-a sends XREADGROUP, and Redis returns 1-0 again
 *     → acknowledged before: its XACK #1 had been executed 1.53 s before
 */
export function explainRedelivery(
  pair: DeliveryPair,
  redelivered: RedeliveredEntry,
  commands: RedeliveryCommands,
): CommandReason | undefined {
  const { group, first, second } = pair;
  const { faults } = redelivered;
  const handOut = secondHandOut(pair, commands);
  if (handOut === undefined) return undefined;
  const acknowledgements = acknowledgementsOf(pair, redelivered, commands);
  const [done, ...more] = acknowledgements.filter((each) => isDone(each, handOut.fromMs));
  if (done) return afterAcknowledgement([done, ...more], handOut.fromMs, faults);
  // The first handler was still at work, so no acknowledgement was due yet.
  if ((first.endMs ?? Infinity) > second.start.timeMs) return undefined;
  const failed = acknowledgements.find((command) => hasFailed(command, second.start.timeMs));
  if (failed) return afterFailedAcknowledgement(failed);
  if (handOut.by && isTakeover(handOut.by, pair)) return afterTakeover(handOut.by);
  const isSent = acknowledgements.some(({ forwardedMs = Infinity }) => forwardedMs < handOut.toMs);
  const detail = isSent
    ? "its XACK was executed only after it had been handed out again"
    : `${group.label} sent no XACK of it in between`;
  return { decidedBy: "faults", detail };
}

function acknowledgementsOf(
  { group, message }: DeliveryPair,
  { entry, origin }: RedeliveredEntry,
  { acknowledgements, messagesOf }: RedeliveryCommands,
): readonly WireCommand[] {
  // Entries of two streams may have the same id, and hold the same message if the bus moved it.
  const isOfMessage = ({ key = "" }: WireCommand): boolean => {
    if (!mayComeFrom(origin, key)) return false;
    const held = messagesOf(key, entry);
    return held.length === 0 || held.includes(message.key);
  };
  const all = acknowledgements.get(entry) ?? [];
  return all.filter((each) => concerns(group, each) && isOfMessage(each));
}

/** Redis answers XACK with 0 if it acknowledged nothing. */
function isDone(command: WireCommand, byMs: number): boolean {
  const { executedMs = Infinity, reply } = command;
  return fateOf(command) === "executed" && reply !== "0" && executedMs <= byMs;
}

function afterAcknowledgement(
  done: readonly [WireCommand, ...WireCommand[]],
  handedOutMs: number,
  faults: readonly FaultRecord[],
): CommandReason {
  // If Redis cannot have lost one of the acknowledgements, it does not matter that it lost the others.
  const kept = done.find(({ executedMs = 0 }) => !mayHaveLost(executedMs, faults));
  const shown = kept ?? done[0];
  const { executedMs = handedOutMs } = shown;
  const detail = `its ${commandText(shown)} had been executed ${durationText(handedOutMs - executedMs)} before`;
  return kept
    ? { decidedBy: "commands", mistake: "acknowledged before", detail }
    : { decidedBy: "commands", reason: "fault", detail: `${detail}, but Redis may have lost that` };
}

function hasFailed(command: WireCommand, byMs: number): boolean {
  const { forwardedMs = command.timeMs } = command;
  return fateOf(command) !== "executed" && forwardedMs <= byMs;
}

function afterFailedAcknowledgement(failed: WireCommand): CommandReason {
  const name = commandText(failed);
  const texts = {
    unsent: `its ${name} did not reach Redis`,
    refused: `its ${name} was refused: ${failed.error}`,
    unknown: `its ${name} never got a reply`,
    executed: "",
  };
  return { decidedBy: "commands", reason: "acknowledgement lost", detail: texts[fateOf(failed)] };
}

function isTakeover({ command }: WireCommand, { first, second }: DeliveryPair): boolean {
  const isClaim = command === "XCLAIM" || command === "XAUTOCLAIM";
  return isClaim && first.start.process !== second.start.process;
}

function afterTakeover(claim: WireCommand): CommandReason {
  const detail = `another consumer took it by ${commandText(claim)} before Redis executed an XACK`;
  return { decidedBy: "commands", reason: "claim", detail };
}
