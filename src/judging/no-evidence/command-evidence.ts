import type { FaultRecord, IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { StruckCommand } from "../../history/struck-command.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/** Of a delay that must show at least: timers may be a little early. */
const delayShare = 0.8;

/**
 * Whether the wire shows what a fault did to the command at which it struck. The strike alone is no
 * evidence: the link says of it that it acted, and not what became of the bytes.
 */
export const judgeCommandFaults: Rule = (history) =>
  history.header.hasCommands ? history.faults.flatMap((fault) => gapFinding(fault, history)) : [];

function gapFinding(fault: FaultRecord, { wire }: IndexedHistory): readonly Finding[] {
  const { name, command: struck, evidence, injectIndex } = fault;
  // One that never struck is missing evidence already.
  if (!struck || !evidence.every(({ seen }) => seen)) return [];
  const seen = wire.find((command) => isAt(command, fault, struck));
  const gap = seen ? gapOf(seen, fault, struck) : "the wire shows no such command";
  return gap === undefined
    ? []
    : [noEvidence("no-evidence/command-fault-not-on-the-wire", `${name}: ${gap}`, [injectIndex])];
}

function isAt(wire: WireCommand, { roles }: FaultRecord, struck: StruckCommand): boolean {
  return (
    wire.process === roles[0] &&
    wire.occurrence === struck.occurrence &&
    wire.command === struck.command &&
    wire.connectionName === struck.connectionName &&
    // Of what may hold a password the key is not recorded either.
    (wire.key === undefined || wire.key === struck.key)
  );
}

/** What the wire shows that cannot be if the fault took effect. */
function gapOf(wire: WireCommand, fault: FaultRecord, struck: StruckCommand): string | undefined {
  const { position, act } = struck;
  if (act === "error") return refusalGap(wire);
  const isAtReply = position === "before-reply" || position === "mid-reply";
  if (!isAtReply) return passageGap("the command", wire.forwardedMs, { fault, struck });
  // What is queued for a transaction has its reply before it is executed.
  const isAnswered = wire.executedMs !== undefined || wire.reply === "QUEUED";
  if (!isAnswered) return "Redis did not execute the command";
  return passageGap("the reply", wire.repliedMs, { fault, struck });
}

function refusalGap({ executedMs, repliedMs }: WireCommand): string | undefined {
  if (executedMs !== undefined) return "Redis executed the command";
  return repliedMs === undefined ? "the client got no error" : undefined;
}

interface Strike {
  readonly fault: FaultRecord;
  readonly struck: StruckCommand;
}

function passageGap(
  what: string,
  passedMs: number | undefined,
  { fault: { injectCallMs, healCallMs = Infinity }, struck: { act, delayMs = 0 } }: Strike,
): string | undefined {
  if (passedMs === undefined) return undefined;
  if (act === "stall") return passedMs < healCallMs ? `${what} was not held back` : undefined;
  if (act !== "delay") return `${what} passed all the same`;
  return passedMs - injectCallMs < delayMs * delayShare ? `${what} came without delay` : undefined;
}
