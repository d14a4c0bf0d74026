import { commandPositions, isAtReply, type CommandActKind } from "../history/struck-command.ts";
import {
  errorReplyNames,
  type CommandAct,
  type CommandActOf,
  type CommandFault,
  type ErrorReplyName,
} from "../link/contract/command-point.ts";
import type { CommandTraits } from "./command-traits.ts";
import type { TracedCommand } from "./traced-command.ts";

/** The acts on the connection of a command. They are possible at every command. */
const actsByKind: {
  readonly [Kind in Exclude<CommandActKind, "error" | "kill" | "kill-redis">]: CommandActOf<Kind>;
} = {
  fin: { kind: "fin" },
  rst: { kind: "rst" },
  blackhole: { kind: "blackhole" },
  stall: { kind: "stall" },
  // Longer than a round trip, and shorter than the limit of any bus for a dead connection.
  delay: { kind: "delay", delayMs: 100 },
};

/** The acts on the connection of a command, in the order of the columns of the exploration map. */
export const connectionActs: readonly CommandAct[] = Object.values(actsByKind);

/** Default acts of a second fault: the connection closes, or it becomes silent. */
export const secondActs: readonly CommandAct[] = [{ kind: "fin" }, { kind: "blackhole" }];

/**
 * Returns every fault that is possible at a command: each act at each position, and the error replies of
 * this server. A command without a reply has no faults at the reply.
 */
export function faultsAt(
  traced: TracedCommand,
  acts: readonly CommandAct[],
  traits?: CommandTraits,
): readonly CommandFault[] {
  const { point } = traced;
  const positions = commandPositions.filter((each) => traced.answered || !isAtReply(each));
  return positions.flatMap((position) => {
    const errors = position === "before-forwarding" ? errorsOf(point.command, traits) : [];
    const refusals = errors.map((error): CommandAct => ({ kind: "error", error }));
    return [...acts, ...refusals].map((act) => ({ point, position, act }));
  });
}

/**
 * Returns the kills at a command: of the process of the subscriber that sends it, before Redis gets it and after Redis
 * executed it; and of Redis after it executed a write.
 */
export function killsAt(
  { point, answered }: TracedCommand,
  traits: CommandTraits | undefined,
  canKillRedis: boolean,
): readonly CommandFault[] {
  const positions = answered ? (["before-forwarding", "before-reply"] as const) : [];
  const kill = { kind: "kill" } as const;
  const ofSubscriber = point.role.startsWith("publisher-")
    ? []
    : positions.map((position) => ({ point, position, act: kill }));
  const isWrite = answered && traits !== undefined && writes(point.command, traits);
  if (!isWrite || !canKillRedis) return ofSubscriber;
  const act = { kind: "kill-redis" } as const;
  return [...ofSubscriber, { point, position: "before-reply", act }];
}

/** Returns the errors that this server can give to a command. Without traits it returns no errors. */
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
  // If Redis cannot save, it refuses PING too.
  MISCONF: (command, traits) => command === "PING" || writes(command, traits),
  OOM: (command, { flags }) => flags.has("denyoom") || runsScript(command),
  NOSCRIPT: (command) => /^EVALSHA(_RO)?$/.test(command),
  NOGROUP: (command) => groupCommands.has(command),
};

/** Returns true for commands that run a script: Redis refuses the commands in it, and the script fails. */
function runsScript(command: string): boolean {
  return /^(EVAL|EVALSHA|FCALL)$/.test(command);
}

/** Commands that fail with NOGROUP. XACK does not: it replies 0 if the group is gone. */
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
