import {
  commandPositions,
  errorReplyNames,
  type CommandAct,
  type CommandFault,
  type CommandPosition,
  type ErrorReplyName,
} from "../link/contract/command-point.ts";
import type { TracedCommand } from "./command-trace.ts";
import type { CommandTraits } from "./command-traits.ts";

/** What befalls the connection of a command, in the order of the map's columns. */
export const connectionActs: readonly CommandAct[] = [
  { kind: "fin" },
  { kind: "rst" },
  { kind: "blackhole" },
  { kind: "stall" },
  // Longer than a round trip, shorter than what anybody takes for a dead connection.
  { kind: "delay", delayMs: 100 },
];

/** A second fault: closed with a word, and without one. */
export const secondActs: readonly CommandAct[] = [{ kind: "fin" }, { kind: "blackhole" }];

/** Every fault that can strike at a command: each position with each act that makes sense there. */
export function faultsAt(
  traced: TracedCommand,
  acts: readonly CommandAct[],
  traits?: CommandTraits,
): readonly CommandFault[] {
  const { point } = traced;
  const positions = commandPositions.filter((each) => traced.answered || !needsReply(each));
  return positions.flatMap((position) => {
    const errors = position === "before-forwarding" ? errorsOf(point.command, traits) : [];
    const refusals = errors.map((error): CommandAct => ({ kind: "error", error }));
    return [...acts, ...refusals].map((act) => ({ point, position, act }));
  });
}

function needsReply(position: CommandPosition): boolean {
  return position === "before-reply" || position === "mid-reply";
}

/** The errors that this server can give to a command; none to one that it does not know. */
export function errorsOf(
  command: string,
  traits: CommandTraits | undefined,
): readonly ErrorReplyName[] {
  if (!traits) return [];
  return errorReplyNames.filter((error) => canGive[error](command, traits));
}

type Question = (command: string, traits: CommandTraits) => boolean;

const writes: Question = (command, { flags }) => flags.has("write") || runsScript(command);

const canGive: Readonly<Record<ErrorReplyName, Question>> = {
  LOADING: (_command, { flags }) => !flags.has("loading"),
  MASTERDOWN: (_command, { flags }) => !flags.has("stale"),
  CLUSTERDOWN: (_command, { firstKey, flags }) => firstKey > 0 || flags.has("movablekeys"),
  READONLY: writes,
  // While it can't save, Redis refuses a PING too.
  MISCONF: (command, traits) => command === "PING" || writes(command, traits),
  OOM: (command, { flags }) => flags.has("denyoom") || runsScript(command),
  NOSCRIPT: (command) => /^EVALSHA(_RO)?$/.test(command),
  NOGROUP: (command) => groupCommands.has(command),
};

/** What a script does is refused inside it, and the error is that of the script. */
function runsScript(command: string): boolean {
  return /^(EVAL|EVALSHA|FCALL)$/.test(command);
}

/** XACK is none of them: of a group that is gone it says that it acknowledged nothing. */
const groupCommands: ReadonlySet<string> = new Set([
  "XREADGROUP",
  "XPENDING",
  "XCLAIM",
  "XAUTOCLAIM",
  "XGROUP SETID",
  "XGROUP CREATECONSUMER",
  "XGROUP DELCONSUMER",
  "XINFO CONSUMERS",
]);
