import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { EnvironmentError, errorText, HarnessError } from "../errors.ts";
import { withDefaults } from "./guarantee-defaults.ts";
import type { HistoryHeader } from "./history-header.ts";
import type { Operation } from "./operation.ts";
import { upgradeHeader, upgradeOperation } from "./upgrade-version-1.ts";

/** The header of a history file, and whether the file is complete. */
export interface StoredHistory {
  readonly header: HistoryHeader;
  /** True if the last line is cut off, because the harness was stopped while it wrote the line. */
  readonly torn: boolean;
}

const schemaVersion = 2;
const oldestSchemaVersion = 1;
/**
 * Small, so that the strings of a chunk are garbage before they leave the young generation of the heap.
 * With chunks of megabytes every other garbage collection was a full one.
 */
const chunkBytes = 64 * 1024;
const newline = 0x0a;

/** The ending of a history that was compressed after its run. */
const compressedEnding = ".gz";

/** Returns whether there is a history with this name, compressed or not. */
export function hasHistory(file: string): boolean {
  return existsSync(file) || existsSync(file + compressedEnding);
}

/**
 * Reads a `history.jsonl`, or the compressed one beside that name, and passes its operations to `onOperation` one by one, so that a caller need
 * not hold all of them. Only the last line may be cut off. Any other damage raises a HarnessError with
 * the line number, because a history with holes proves nothing.
 */
export function readHistory(
  file: string,
  onOperation: (operation: Operation) => void,
): StoredHistory {
  const lines = createLineParser(file, onOperation);
  const rest = readLines(openBytes(file), (text) => lines.parse(text));
  const torn = rest !== "" && !lines.parseLast(rest);
  return { header: lines.header(), torn };
}

/** Bytes that are read from the beginning to the end. The reader disposes of them. */
interface Bytes extends Disposable {
  /** Fills the chunk as far as there is something; 0 at the end. */
  read(chunk: Buffer): number;
}

/** Passes whole lines to `onLines`, several at a time, and returns the text after the last line break. */
function readLines(opened: Bytes, onLines: (text: string) => void): string {
  using bytes = opened;
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const length = bytes.read(chunk);
    if (length === 0) return rest.toString("utf8");
    const known = Buffer.concat([rest, chunk.subarray(0, length)]);
    const end = known.lastIndexOf(newline);
    if (end >= 0) onLines(known.toString("utf8", 0, end));
    rest = known.subarray(end + 1);
  }
}

function openBytes(file: string): Bytes {
  const isCompressed = file.endsWith(compressedEnding);
  const compressed = isCompressed ? file : file + compressedEnding;
  try {
    if (isCompressed || (!existsSync(file) && existsSync(compressed))) {
      return inMemory(gunzipSync(readFileSync(compressed)));
    }
    const descriptor = openSync(file, "r");
    return {
      read: (chunk) => readSync(descriptor, chunk, 0, chunk.length, null),
      [Symbol.dispose]: () => closeSync(descriptor),
    };
  } catch (error) {
    throw new EnvironmentError(`cannot read the history ${file}: ${errorText(error)}`, {
      cause: error,
      hint: "Name the folder of a run, such as reports/latest.",
    });
  }
}

function inMemory(whole: Buffer): Bytes {
  let at = 0;
  return {
    read(chunk) {
      const length = whole.copy(chunk, 0, at);
      at += length;
      return length;
    },
    [Symbol.dispose]: () => {},
  };
}

interface LineParser {
  /** Parses whole lines, without the last line break. */
  parse(text: string): void;
  /** Parses a last line without a line break; returns false if it is cut off. */
  parseLast(line: string): boolean;
  header(): HistoryHeader;
}

function createLineParser(file: string, onOperation: (operation: Operation) => void): LineParser {
  let count = 0;
  let header: HistoryHeader | undefined;
  let isOld = false;

  function malformed(why: string): HarnessError {
    const line = header ? count + 2 : 1;
    return new HarnessError(`${file} is damaged at line ${line}: ${why}`, {
      hint: "Only the last line of a history may be cut off. Run it again.",
    });
  }

  function decode(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw malformed(errorText(error));
    }
  }

  function parseLine(line: string): void {
    const value = decode(line);
    if (!header) {
      const stored = value as Partial<HistoryHeader> | null;
      isOld = (stored?.schemaVersion as number | undefined) === oldestSchemaVersion;
      header = checkHeader(isOld ? upgradeHeader({ ...stored }) : stored, file);
      return;
    }
    const operation = value as Operation | null;
    if (operation?.index !== count || !hasShape(operation)) {
      throw malformed(`it is not the operation with index ${count}`);
    }
    count++;
    onOperation(isOld ? upgradeOperation(operation) : operation);
  }

  return {
    parse(text) {
      for (let start = 0; start <= text.length;) {
        const found = text.indexOf("\n", start);
        const end = found < 0 ? text.length : found;
        parseLine(text.slice(start, end));
        start = end + 1;
      }
    },
    parseLast(line) {
      if (!isJson(line)) return false;
      parseLine(line);
      return true;
    },
    header() {
      if (header) return header;
      throw new HarnessError(`${file} has no header, so it cannot be judged`, {
        hint: "The run was stopped before it began. Run it again.",
      });
    },
  };
}

function hasShape(operation: Operation): boolean {
  return (
    typeof operation.timeMs === "number" &&
    typeof operation.kind === "string" &&
    typeof operation.type === "string" &&
    typeof operation.process === "string"
  );
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function checkHeader(header: Partial<HistoryHeader> | null, file: string): HistoryHeader {
  if (header?.schemaVersion !== schemaVersion) {
    throw new HarnessError(
      `${file} has schema version ${String(header?.schemaVersion)}, this release reads versions ${oldestSchemaVersion} to ${schemaVersion}`,
      { hint: "Use the release of bus-chaos that wrote it." },
    );
  }
  if (!header.guarantees || !header.minimums || !Array.isArray(header.checkers)) {
    throw new HarnessError(`${file} has an incomplete header`, { hint: "Run it again." });
  }
  return { ...(header as HistoryHeader), guarantees: withDefaults(header.guarantees) };
}
