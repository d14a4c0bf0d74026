import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

import { noPaint, type Paint } from "../../report/text/paint.ts";

/** The output of a command: data on standard output, everything else on standard error. */
export interface Output {
  /** Prints a text as it is, any other value as JSON. */
  data(value: unknown): void;
  note(text: string): void;
  /** Colours for standard error; off a terminal and with `NO_COLOR` it leaves texts as they are. */
  readonly paint: Paint;
  /** Colours for standard output. */
  readonly paintData: Paint;
  /** True if standard error is a terminal that a person watches, not a CI log. */
  readonly interactive: boolean;
  /** The width of the terminal at each stream; absent off a terminal. */
  readonly columns?: { readonly data?: number | undefined; readonly note?: number | undefined };
}

// Kept from the start, because `reserveStandardOutput` replaces one of them.
const writeData = process.stdout.write.bind(process.stdout);
const writeNote = process.stderr.write.bind(process.stderr);

/** Standard error for lines that are redrawn. Nothing that goes there is taken for the print of a bus. */
export const noteStream: WriteStream = Object.create(process.stderr, {
  write: { value: writeNote },
}) as WriteStream;

/** Sends everything that a bus prints to standard error, so that standard output holds data only. */
export function reserveStandardOutput(): void {
  process.stdout.write = writeNote;
}

/** Creates the output. It has no colours if `plain` is true, off a terminal, and with NO_COLOR. */
export function createOutput({ plain }: { readonly plain: boolean }): Output {
  const { stdout, stderr, env } = process;
  stayQuietOnClosedPipe(stdout);
  stayQuietOnClosedPipe(stderr);
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
    columns: { data: stdout.columns, note: stderr.columns },
    interactive: stderr.isTTY && !continuous && env["TERM"] !== "dumb",
  };
}

function createPaint(stream: WriteStream, plain: boolean): Paint {
  return plain ? noPaint : (colour, text) => styleText(colour, text, { stream });
}

/** Ignores a closed pipe, as after `list | head`. It is not an error of the run. */
function stayQuietOnClosedPipe(stream: WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

/** Resolves when all output is written, so that the end of the process cuts nothing off. */
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
