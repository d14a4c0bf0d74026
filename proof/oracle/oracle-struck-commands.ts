import type { StruckCommand } from "../../src/history/struck-command.ts";
import { commandsOf, type RecordedCommand } from "../recorded/recorded-commands.ts";
import { faultsOf, type RecordedFault } from "../recorded/recorded-faults.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/** Timers may fire early, so a delay counts if it lasted four fifths of its length. */
const earliestOfDelay = 0.8;

/** True if a fault at a command has evidence, but the recorded command does not show its effect. */
export function isStrikeUnproven(run: RecordedRun): boolean {
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

/** The earliest time at which the held bytes may pass: after the delay, at the heal, or never. */
function passesFrom(fault: RecordedFault, { act, delayMs = 0 }: StruckCommand): number {
  if (act === "delay") return fault.injectCallMs + earliestOfDelay * delayMs;
  return act === "stall" ? (fault.healCallMs ?? Infinity) : Infinity;
}

/** A link does not record the key of some commands, because it could be a password. */
function isHit(each: RecordedCommand, { roles }: RecordedFault, struck: StruckCommand): boolean {
  const { command, occurrence, connectionName, key } = struck;
  const seen = [each.process, each.command, each.occurrence, each.connectionName];
  const wanted = [roles[0], command, occurrence, connectionName];
  return wanted.every((part, at) => part === seen[at]) && [key, undefined].includes(each.key);
}
