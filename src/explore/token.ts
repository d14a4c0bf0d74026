import { UsageError } from "../errors.ts";
import { actText, parseAct } from "../faults/command/command-acts.ts";
import { commandPositions } from "../history/struck-command.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import { changingPart } from "../name-pattern.ts";
import { isHandlerFault, type ExplorationFault } from "./exploration-fault.ts";

/** The words of a token for a fault in the handler: `handler/publisher-0/7/throw`. */
const handlerWord = "handler";
const throwWord = "throw";
/** Signs for a connection or a key that is missing, and for one with an empty name. */
const absent = "-";
const empty = "_";
/** The sign for a part of a name that changes from run to run. A name with a real `@` has `%40`. */
const shownChangingPart = "@";
const encodedChangingPart = encodeURIComponent(changingPart);

/**
 * Formats the faults of a point as its token, the text that `--point` takes. A token has the role,
 * connection, command, key, occurrence, position and act of each fault, and needs no quotes in a shell.
 * A fault in the handler of a message is `handler/publisher-0/7/throw`. Faults are separated by commas. `@` stands for a part of a name that changes from run to run. Example: `publisher-0/commands/XADD/stream:orders/7/before-reply/rst`.
 */
export function formatToken(faults: readonly ExplorationFault[]): string {
  return faults.map(formatFault).join(",");
}

function formatFault(fault: ExplorationFault): string {
  if (isHandlerFault(fault)) return [handlerWord, fault.message, throwWord].join("/");
  const { point, position, act } = fault;
  return [formatPoint(point), position, actText(act)].join("/");
}

/** Formats the part of a token that names one command of the run, up to the occurrence. */
export function formatPoint(point: CommandPoint): string {
  return `${formatCommand(point)}/${point.occurrence}`;
}

/** Formats the part of a token that names a command without its occurrence. */
export function formatCommand({ role, connection, command, key }: CommandPoint): string {
  const words = command.split(" ").map(encode).join("+");
  return [encode(role), encodeName(connection), words, encodeName(key)].join("/");
}

/**
 * Parses a token.
 *
 * @throws UsageError for a text that `formatToken` never returns.
 */
export function parseToken(token: string): readonly ExplorationFault[] {
  return token.split(",").map((part) => parseFault(part, token));
}

function parseFault(part: string, token: string): ExplorationFault {
  const inHandler = /^handler\/([^/]+\/\d{1,9})\/throw$/u.exec(part)?.[1];
  if (inHandler !== undefined) return { message: inHandler };
  const [role, connection, command, key, occurrence, position, act, ...rest] = part.split("/");
  if (act === undefined || rest.length > 0) throw malformed(token, "it does not have seven parts");
  const foundPosition = commandPositions.find((each) => each === position);
  const foundAct = parseAct(act);
  if (!foundPosition) throw malformed(token, `there is no position ${position}`);
  if (!foundAct) throw malformed(token, `there is no act ${act}`);
  if (foundAct.kind === "error" && foundPosition !== "before-forwarding") {
    throw malformed(
      token,
      "an error reply is possible only before-forwarding, because Redis does not get the command",
    );
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

/** Encodes the characters that have a meaning in a shell, in a file name or in a token. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":")
    .replaceAll(encodedChangingPart, shownChangingPart);
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
    return decodeURIComponent(text.replaceAll(shownChangingPart, encodedChangingPart));
  } catch {
    throw malformed(token, `${text} is not percent-encoded`);
  }
}

function malformed(token: string, why: string): UsageError {
  return new UsageError(`"${token}" is not the token of a point: ${why}`, {
    hint: "Copy a token from the report, such as publisher-0/commands/XADD/stream:orders/7/before-reply/rst.",
  });
}
