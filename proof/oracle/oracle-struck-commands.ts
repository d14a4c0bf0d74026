import type { StruckCommand } from "../../src/history/struck-command.ts";
import { commandsOf, type RecordedCommand } from "../recorded/recorded-commands.ts";
import { faultsOf, type RecordedFault } from "../recorded/recorded-faults.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/** Timers may be early by a fifth. */
const earliestOfDelay = 0.8;

/** A fault that struck at a command, of which the wire does not show what it must have done. */
export function strikesShowNothing(run: RecordedRun): boolean {
  if (!run.header.hasCommands) return false;
  return faultsOf(run).some((fault) => {
    const { struck, evidence } = fault;
    const hasStruck = struck !== undefined && evidence.every(({ seen }) => seen);
    return hasStruck && !isShown(run, fault, struck);
  });
}

function isShown(run: RecordedRun, fault: RecordedFault, struck: StruckCommand): boolean {
  const [hit] = commandsOf(run).filter((each) => isHit(each, fault, struck));
  if (!hit) return false;
  if (struck.act === "error") return hit.executedMs === undefined && hit.repliedMs !== undefined;
  const isAtReply = struck.position.endsWith("reply");
  if (isAtReply && hit.executedMs === undefined) return false;
  const { forwardedMs = Infinity, repliedMs = Infinity } = hit;
  return (isAtReply ? repliedMs : forwardedMs) >= passesFrom(fault, struck);
}

/** What is held passes at the heal at the earliest, what is delayed later, and what is cut never. */
function passesFrom(fault: RecordedFault, { act, delayMs = 0 }: StruckCommand): number {
  if (act === "delay") return fault.injectCallMs + earliestOfDelay * delayMs;
  return act === "stall" ? (fault.healCallMs ?? Infinity) : Infinity;
}

/** The key may be missing on the wire, where it could give a password away. */
function isHit(each: RecordedCommand, { roles }: RecordedFault, struck: StruckCommand): boolean {
  const { command, occurrence, connectionName, key } = struck;
  const seen = [each.process, each.command, each.occurrence, each.connectionName];
  const wanted = [roles[0], command, occurrence, connectionName];
  return wanted.every((part, at) => part === seen[at]) && [key, undefined].includes(each.key);
}
