import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

import type { Paint } from "../../report/views/terminal.ts";

/** Where a command writes: data to standard output, everything else to standard error. */
export interface Output {
  /** A text as it is, anything else as JSON. */
  data(value: unknown): void;
  note(text: string): void;
  /** Colours for standard error; off a terminal and with `NO_COLOR` it leaves texts as they are. */
  readonly paint: Paint;
  /** Colours for standard output. */
  readonly paintData: Paint;
  /** Whether standard error is a terminal with somebody in front of it. */
  readonly interactive: boolean;
}

// Bound before a bus can call them under another meaning: see `reserveStandardOutput`.
const writeData = process.stdout.write.bind(process.stdout);
const writeNote = process.stderr.write.bind(process.stderr);

/** What a bus under test prints goes to standard error, so that it gets in between no data. */
export function reserveStandardOutput(): void {
  process.stdout.write = writeNote;
}

export function createOutput(arguments_: readonly string[]): Output {
  const { stdout, stderr, env } = process;
  stayQuietOnClosedPipe(stdout);
  stayQuietOnClosedPipe(stderr);
  const plain = arguments_.includes("--no-color");
  const continuous = env["CI"] !== undefined && env["CI"] !== "" && env["CI"] !== "false";
  return {
    data: (value) => {
      const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      writeData(`${text}\n`);
    },
    note: (text) => {
      writeNote(`${text}\n`);
    },
    paint: createPaint(stderr, plain),
    paintData: createPaint(stdout, plain),
    interactive: stderr.isTTY && !continuous && env["TERM"] !== "dumb",
  };
}

function createPaint(stream: WriteStream, plain: boolean): Paint {
  return plain ? (_colour, text) => text : (colour, text) => styleText(colour, text, { stream });
}

/** `chaos list | head` closes the pipe early. That is no error, and never one of the run. */
function stayQuietOnClosedPipe(stream: WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

/** Resolves once what was written is out, so that leaving the process cuts nothing off. */
export async function flushOutput(): Promise<void> {
  await Promise.all([flushed(process.stdout, writeData), flushed(process.stderr, writeNote)]);
}

function flushed(stream: WriteStream, write: typeof writeData): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once("error", () => resolve());
    write("", () => resolve());
  });
}
