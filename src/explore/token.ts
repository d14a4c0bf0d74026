import { UsageError } from "../errors.ts";
import { actText } from "../faults/command-fault.ts";
import {
  commandPositions,
  errorReplyNames,
  type CommandAct,
  type CommandFault,
  type CommandPoint,
} from "../link/contract/command-point.ts";

/** Stands for a connection or a key that is not there, and for one that is empty. */
const absent = "-";
const empty = "_";

/**
 * `publisher-0/commands/XADD/stream:orders/7/before-reply/rst`: role, connection, command, key,
 * occurrence, position and act. Several faults are joined by a comma. It needs no quotes in a shell.
 */
export function formatToken(faults: readonly CommandFault[]): string {
  return faults.map(formatFault).join(",");
}

function formatFault({ point, position, act }: CommandFault): string {
  return [formatPoint(point), position, actText(act)].join("/");
}

/** The part of a token that names the command. */
export function formatPoint(point: CommandPoint): string {
  return `${formatCommand(point)}/${point.occurrence}`;
}

/** The same without the occurrence. */
export function formatCommand({ role, connection, command, key }: CommandPoint): string {
  const words = command.split(" ").map(encode).join("+");
  return [encode(role), encodeName(connection), words, encodeName(key)].join("/");
}

/** @throws UsageError for anything that `formatToken` does not give. */
export function parseToken(token: string): readonly CommandFault[] {
  return token.split(",").map((part) => parseFault(part, token));
}

function parseFault(part: string, token: string): CommandFault {
  const [role, connection, command, key, occurrence, position, act, ...rest] = part.split("/");
  if (act === undefined || rest.length > 0) throw malformed(token, "it has not seven parts");
  const foundPosition = commandPositions.find((each) => each === position);
  const foundAct = parseAct(act);
  if (!foundPosition) throw malformed(token, `there is no position ${position}`);
  if (!foundAct) throw malformed(token, `there is no act ${act}`);
  if (foundAct.kind === "error" && foundPosition !== "before-forwarding") {
    throw malformed(token, "an error reply takes the place of the command: before-forwarding");
  }
  if (!/^[1-9]\d{0,8}$/.test(occurrence ?? "")) throw malformed(token, "occurrences count from 1");
  const decoded = (text = ""): string => decode(text, token);
  const point: CommandPoint = {
    role: decoded(role),
    connection: decodeName(connection, decoded),
    command: (command ?? "").split("+").map(decoded).join(" "),
    key: decodeName(key, decoded),
    occurrence: Number(occurrence),
  };
  return { point, position: foundPosition, act: foundAct };
}

/** `undefined` for what is no act. */
export function parseAct(text: string): CommandAct | undefined {
  if (text === "fin" || text === "rst" || text === "blackhole" || text === "stall") {
    return { kind: text };
  }
  const delay = /^delay-([1-9]\d{0,6})$/.exec(text)?.[1];
  if (delay !== undefined) return { kind: "delay", delayMs: Number(delay) };
  const error = errorReplyNames.find((name) => name === text);
  return error && { kind: "error", error };
}

/** Leaves what shells, file names and the token itself give no meaning to. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
}

function encodeName(name: string | undefined): string {
  if (name === undefined) return absent;
  if (name === "") return empty;
  if (name === absent) return "%2D";
  return name === empty ? "%5F" : encode(name);
}

function decodeName(text: string | undefined, decoded: (text?: string) => string) {
  if (text === absent) return undefined;
  return text === empty ? "" : decoded(text);
}

function decode(text: string, token: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(token, `${text} is not percent-encoded`);
  }
}

function malformed(token: string, why: string): UsageError {
  return new UsageError(`"${token}" names no point: ${why}`, {
    hint: "Copy it from the report, such as publisher-0/commands/XADD/stream:orders/7/before-reply/rst.",
  });
}
