import { isStreamId } from "../../stream-id.ts";

/** Position of the group name among the arguments of a command. The name of the command is at 0. */
const groupPositions: ReadonlyMap<string, number> = new Map([
  ["XREADGROUP", 2],
  ["XACK", 2],
  ["XACKDEL", 2],
  ["XCLAIM", 2],
  ["XAUTOCLAIM", 2],
  ["XPENDING", 2],
  ["XGROUP CREATE", 3],
  ["XGROUP SETID", 3],
  ["XGROUP DESTROY", 3],
  ["XGROUP CREATECONSUMER", 3],
  ["XGROUP DELCONSUMER", 3],
]);

/** Position of the first stream id among the arguments of a command. */
const idPositions: ReadonlyMap<string, number> = new Map([
  ["XACK", 3],
  ["XACKDEL", 3],
  ["XDEL", 2],
  ["XDELEX", 2],
  ["XCLAIM", 5],
]);

/** Returns the group that a command names, or `undefined` if the command is not about a group. */
export function groupOf(command: string, args: readonly Buffer[]): string | undefined {
  const position = groupPositions.get(command);
  return position === undefined ? undefined : args[position]?.toString();
}

/** Returns the stream ids that a command names, or `undefined` if the command takes no ids. */
export function idsOf(command: string, args: readonly Buffer[]): string[] | undefined {
  const position = idPositions.get(command);
  if (position === undefined) return undefined;
  const ids = args.slice(position).map((arg) => arg.toString("latin1"));
  return ids.filter(isStreamId);
}

/**
 * Returns the keys that a read names, in order, or `undefined` if the command is not a read of several streams. The
 * command record has the first key anyway.
 */
export function streamsOf(command: string, args: readonly Buffer[]): string[] | undefined {
  const first = firstOptions.get(command);
  if (first === undefined) return undefined;
  const words = args.map((arg) => arg.toString("latin1"));
  const streams = words.findIndex((word, at) => at >= first && word.toUpperCase() === "STREAMS");
  if (streams < 0) return undefined;
  // As many ids follow as there are keys.
  const count = (args.length - streams - 1) / 2;
  return count > 1 ? args.slice(streams + 1, streams + 1 + count).map(String) : undefined;
}

/** Position of the first option. GROUP and two names come before it, and a name may be "STREAMS". */
const firstOptions: ReadonlyMap<string, number> = new Map([
  ["XREAD", 1],
  ["XREADGROUP", 4],
]);

const firstOptionOfRead = 4;

const blockingCommands = new Set([
  "BLPOP",
  "BRPOP",
  "BLMOVE",
  "BLMPOP",
  "BRPOPLPUSH",
  "BZPOPMIN",
  "BZPOPMAX",
  "BZMPOP",
  "WAIT",
  "WAITAOF",
]);

/** Whether Redis may let the command wait, and with it all later commands of its connection. */
export function isBlocking(command: string, args: readonly Buffer[]): boolean {
  if (blockingCommands.has(command)) return true;
  const first = firstOptions.get(command);
  return first !== undefined && optionWords(args, first).includes("BLOCK");
}

/** The words of a read between its first option and its keys. A key may have the name of an option. */
function optionWords(args: readonly Buffer[], first: number): readonly string[] {
  const words = args.slice(first).map((arg) => arg.toString("latin1").toUpperCase());
  const end = words.indexOf("STREAMS");
  return words.slice(0, end < 0 ? words.length : end);
}

/** Whether the command is an XREADGROUP with NOACK, which needs no acknowledgement. */
export function isWithoutAcknowledgement(command: string, args: readonly Buffer[]): boolean {
  if (command !== "XREADGROUP") return false;
  return optionWords(args, firstOptionOfRead).includes("NOACK");
}

const trims = new Set(["MAXLEN", "MINID"]);

/** Returns the options of a command that say where a group begins, what a read asks for, or what is trimmed. */
export function optionsOf(command: string, args: readonly Buffer[]): string[] | undefined {
  switch (command) {
    case "XGROUP CREATE":
    case "XGROUP SETID":
      return wordsOf(args.slice(4, 5));
    case "XTRIM":
      return wordsOf(args.slice(2));
    case "XADD":
      return trimOf(args);
    case "XREADGROUP":
    case "XREAD":
      return oldPositionsOf(args);
    default:
      return undefined;
  }
}

/** The options of an XADD come before its id, so a field may be called MAXLEN. */
function trimOf(args: readonly Buffer[]): string[] | undefined {
  const [option = "", second = "", third = ""] = wordsOf(args.slice(2, 5));
  const start = option.toUpperCase() === "NOMKSTREAM" ? 3 : 2;
  const [name = "", limit = "", exact = ""] =
    start === 2 ? [option, second, third] : wordsOf(args.slice(3, 6));
  if (!trims.has(name.toUpperCase())) return undefined;
  return limit === "~" || limit === "=" ? [name, limit, exact] : [name, limit];
}

/** The position of a read that does not only wait for what is new: `>` is the usual one of a group. */
function oldPositionsOf(args: readonly Buffer[]): string[] | undefined {
  const at = args.findIndex((arg) => arg.toString("latin1").toUpperCase() === "STREAMS");
  if (at < 0) return undefined;
  const rest = wordsOf(args.slice(at + 1));
  const position = rest.slice(rest.length / 2).find((each) => each !== ">");
  return position === undefined ? undefined : [position];
}

function wordsOf(args: readonly Buffer[]): string[] {
  return args.map((arg) => arg.toString("latin1").slice(0, longestWord));
}

/** Longer words hold data of the bus, not options. */
const longestWord = 64;

/** Returns the number of the database that a SELECT names; `undefined` for every other command. */
export function databaseOf(command: string, args: readonly Buffer[]): number | undefined {
  if (command !== "SELECT") return undefined;
  const text = args[1]?.toString("latin1") ?? "";
  return /^\d+$/u.test(text) ? Number(text) : undefined;
}
