import { isStreamId } from "../../stream-id.ts";

/** Where the arguments of a command on a group have the group's name. */
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

/** From where on stream ids follow, behind the names of the key, the group and the consumer. */
const idPositions: ReadonlyMap<string, number> = new Map([
  ["XACK", 3],
  ["XACKDEL", 3],
  ["XDEL", 2],
  ["XDELEX", 2],
  ["XCLAIM", 5],
]);

export function groupOf(command: string, args: readonly Buffer[]): string | undefined {
  const position = groupPositions.get(command);
  return position === undefined ? undefined : args[position]?.toString();
}

/** `undefined` for a command that names none, or none in full. */
export function idsOf(command: string, args: readonly Buffer[]): string[] | undefined {
  const position = idPositions.get(command);
  if (position === undefined) return undefined;
  const ids = args.slice(position).map((arg) => arg.toString("latin1"));
  return ids.filter(isStreamId);
}

const firstOptionOfRead = 4;

/** Whether a read for a group takes what it returns as acknowledged. */
export function isWithoutAcknowledgement(command: string, args: readonly Buffer[]): boolean {
  if (command !== "XREADGROUP") return false;
  const words = args.slice(firstOptionOfRead).map((arg) => arg.toString("latin1").toUpperCase());
  // What follows STREAMS are keys and ids, whatever they look like.
  const end = words.indexOf("STREAMS");
  return words.slice(0, end < 0 ? words.length : end).includes("NOACK");
}
