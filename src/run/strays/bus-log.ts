import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";

import type { BusLogger } from "../../bus/contract.ts";

/** The file with what the bus of one run printed and logged. It exists only if the bus did so. */
export interface BusLog {
  /** Adds what the bus printed. A line may come in several pieces. */
  print(text: string, role: string): void;
  /** Returns the logger for the context of a role. */
  loggerOf(role: string): BusLogger;
  /** Writes what is there. Further lines are written at once. */
  close(): void;
}

export interface BusLogOptions {
  readonly file: string;
  /** Returns the milliseconds since the start of the run. */
  readonly elapsedMs: () => number;
}

/** The lines that a bus printed and logged, for a report. */
export interface PrintedLines {
  readonly lines: number;
  /** The last lines, the newest at the end, without the levels of the logger that mean no trouble. */
  readonly last: readonly string[];
}

/** A bus that prints without end must not fill the disk. */
const mostBytes = 5_000_000;
/** The log keeps the beginning of a longer line. */
const longestLine = 10_000;
const flushMs = 200;
const flushBytes = 65_536;
const shownLines = 3;
const harmless = /^\S+ \S+ (?:debug|info): /u;

export function openBusLog({ file, elapsedMs }: BusLogOptions): BusLog {
  const unfinished = new Map<string, string>();
  let pending = "";
  let bytes = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending === "") return;
    try {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, pending);
    } catch {
      // The disk is full. The run itself notices that too.
    }
    pending = "";
  }

  function addLine(role: string, line: string): void {
    if (bytes > mostBytes) return;
    const shown = stripVTControlCharacters(line.slice(0, longestLine));
    const written = `${(elapsedMs() / 1000).toFixed(3)} ${role} ${shown}\n`;
    bytes += written.length;
    pending += bytes > mostBytes ? `… bus-chaos keeps no more than ${mostBytes} bytes\n` : written;
    if (isClosed || pending.length > flushBytes) return flush();
    timer ??= setTimeout(flush, flushMs).unref();
  }

  const log = (role: string, level: string) => (message: string, fields?: object) => {
    const shown = fields === undefined ? "" : ` ${fieldsText(fields)}`;
    for (const line of `${message}${shown}`.split("\n")) addLine(role, `${level}: ${line}`);
  };

  return {
    print(text, role) {
      const lines = `${unfinished.get(role) ?? ""}${text}`.split(/\r?\n/u);
      unfinished.set(role, (lines.pop() ?? "").slice(0, longestLine));
      for (const line of lines) addLine(role, line);
    },
    loggerOf: (role) => ({
      debug: log(role, "debug"),
      info: log(role, "info"),
      warn: log(role, "warn"),
      error: log(role, "error"),
    }),
    close() {
      for (const [role, line] of unfinished) if (line !== "") addLine(role, line);
      unfinished.clear();
      isClosed = true;
      flush();
    },
  };
}

function fieldsText(fields: object): string {
  try {
    return JSON.stringify(fields);
  } catch {
    return "(fields that are no JSON)";
  }
}

/** Reads how much the bus of a run printed; `undefined` if it printed nothing. */
export function readPrinted(file: string): PrintedLines | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const lines = text.trimEnd().split("\n");
  const telling = lines.filter((line) => !harmless.test(line));
  return { lines: lines.length, last: telling.slice(-shownLines) };
}
