import type { FaultRecord, IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { isAtReply, shownDelayShare, type StruckCommand } from "../../history/struck-command.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports faults at one command that did not do to this command what they should. The link says that it
 * acted; only the recorded command shows what became of the bytes.
 *
 *      20 ms  a fault cuts the connection before XADD #2 of publisher-0 is forwarded
 *      20 ms  the history has XADD #2 of publisher-0 as forwarded to Redis
 *     → no-evidence/command-fault-without-effect, unknown: "the command passed anyway"
 */
export const judgeCommandFaults: Rule = (history) =>
  history.header.hasCommands ? history.faults.flatMap((fault) => gapFinding(fault, history)) : [];

function gapFinding(fault: FaultRecord, { wire }: IndexedHistory): readonly Finding[] {
  const { name, command: struck, evidence, injectIndex } = fault;
  // The rule of faults without effect reports a fault that never struck.
  if (!struck || !evidence.every(({ seen }) => seen)) return [];
  const seen = wire.find((command) => isStruck(command, fault, struck));
  const gap = seen ? gapOf(seen, fault, struck) : "no such command was recorded";
  return gap === undefined
    ? []
    : [noEvidence("no-evidence/command-fault-without-effect", `${name}: ${gap}`, [injectIndex])];
}

function isStruck(wire: WireCommand, { roles }: FaultRecord, struck: StruckCommand): boolean {
  return (
    wire.process === roles[0] &&
    wire.occurrence === struck.occurrence &&
    wire.command === struck.command &&
    wire.connectionName === struck.connectionName &&
    // The key of a command that may hold a password, such as AUTH, is not recorded.
    (wire.key === undefined || wire.key === struck.key)
  );
}

/** Returns how the recorded command contradicts the fault, or `undefined` if it does not. */
function gapOf(wire: WireCommand, fault: FaultRecord, struck: StruckCommand): string | undefined {
  const { position, act } = struck;
  if (act === "error") return refusalGap(wire);
  if (!isAtReply(position)) return passageGap("the command", wire.forwardedMs, { fault, struck });
  // Redis answers a command of a transaction with QUEUED before it executes the command.
  const isAnswered = wire.executedMs !== undefined || wire.reply === "QUEUED";
  if (!isAnswered) return "Redis did not execute the command";
  return passageGap("the reply", wire.repliedMs, { fault, struck });
}

function refusalGap({ executedMs, repliedMs }: WireCommand): string | undefined {
  if (executedMs !== undefined) return "Redis executed the command";
  return repliedMs === undefined ? "the client got no error" : undefined;
}

interface StrikeOfFault {
  readonly fault: FaultRecord;
  readonly struck: StruckCommand;
}

function passageGap(
  what: string,
  passedMs: number | undefined,
  { fault: { injectCallMs, healCallMs = Infinity }, struck: { act, delayMs = 0 } }: StrikeOfFault,
): string | undefined {
  if (passedMs === undefined) return undefined;
  switch (act) {
    case "stall":
      return passedMs < healCallMs ? `${what} was not held back` : undefined;
    case "delay":
      return passedMs - injectCallMs < delayMs * shownDelayShare
        ? `${what} came without delay`
        : undefined;
    default:
      return `${what} passed anyway`;
  }
}
