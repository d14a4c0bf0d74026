import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

import { errorText } from "../../errors.ts";
import type { StrayErrorOrigin } from "../../history/operations/run-operations.ts";

/** An error that reached no caller, as a history holds it. */
export interface CaughtError {
  readonly origin: Exclude<StrayErrorOrigin, "call">;
  /** On one line. */
  readonly text: string;
  /** The frames of the stack without those of the harness, and those of the causes. */
  readonly stack: readonly string[];
}

const longestText = 2_000;
const longestFrame = 300;
const mostFrames = 30;
const mostCauses = 3;

/** Reads the text and the stack of a thrown value. Never throws, whatever a bus under test threw. */
export function readCaughtError(thrown: unknown, origin: CaughtError["origin"]): CaughtError {
  const emitted = emittedStack(thrown);
  return {
    origin: origin === "exit" || emitted === undefined ? origin : "unhandled-error-event",
    text: textOf(thrown).slice(0, longestText),
    stack: stackOf(thrown, emitted).slice(0, mostFrames),
  };
}

/** Names the class of an error if it says more than `Error`. */
function textOf(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return inspect(thrown, { breakLength: Infinity, depth: 1 });
    if (thrown instanceof AggregateError && thrown.message === "" && thrown.errors.length > 0) {
      return `${thrown.name}: ${textOf(thrown.errors[0])}`;
    }
    const text = errorText(thrown);
    const { name } = thrown;
    const isNamed = name === "" || name === "Error" || text.startsWith(name);
    return isNamed ? text : `${name}: ${text}`;
  } catch {
    return errorText(thrown);
  }
}

/**
 * Returns the stack of an error that was emitted as an `error` event without a listener, and `undefined`
 * for any other. Node leaves on such an error a function that adds where it was emitted.
 */
function emittedStack(thrown: unknown): string | undefined {
  try {
    if (!(thrown instanceof Error)) return undefined;
    if ("code" in thrown && thrown.code === "ERR_UNHANDLED_ERROR") return thrown.stack ?? "";
    const mark = Object.getOwnPropertySymbols(thrown).find(
      ({ description }) => description === "kEnhanceStackBeforeInspector",
    );
    if (mark === undefined) return undefined;
    const enhance: unknown = Reflect.get(thrown, mark);
    const stack: unknown = typeof enhance === "function" ? Reflect.apply(enhance, thrown, []) : "";
    return typeof stack === "string" ? stack : "";
  } catch {
    return undefined;
  }
}

function stackOf(thrown: unknown, emitted: string | undefined): readonly string[] {
  try {
    if (!(thrown instanceof Error)) return [];
    const frames = framesOf(emitted || (thrown.stack ?? ""));
    return [...frames, ...causeFrames(thrown.cause, mostCauses)];
  } catch {
    return [];
  }
}

function causeFrames(cause: unknown, left: number): readonly string[] {
  if (!(cause instanceof Error) || left === 0) return [];
  const frames = framesOf(cause.stack ?? "");
  return [`caused by ${textOf(cause)}`, ...frames, ...causeFrames(cause.cause, left - 1)];
}

/** Leaves out the lines of the message, which may be many, and the frames of the harness. */
function framesOf(stack: string): readonly string[] {
  return stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^at |^Emitted '.*' event/u.test(line) && !isOfHarness(line))
    .map((line) => shortened(line).slice(0, longestFrame));
}

/** `src` or, in the published package, `dist`. */
const root = dirname(dirname(import.meta.dirname)) + sep;
/** Buses of the project are buses under test like any other. */
const buses = [join(root, "bus") + sep, join(root, "zoo") + sep];

function isOfHarness(frame: string): boolean {
  const path = pathOf(frame);
  return path.startsWith(root) && !buses.some((folder) => path.startsWith(folder));
}

function pathOf(frame: string): string {
  const [place = ""] = /(?:file:\/\/)?\/[^()]*\)?$/u.exec(frame) ?? [];
  if (!place.startsWith("file:")) return place;
  return fileURLToPath(place.replace(/(?::\d+)*\)?$/u, ""));
}

/** Shows files of the user as paths below the working directory. */
function shortened(frame: string): string {
  const folder = process.cwd() + sep;
  return frame.replaceAll(`file://${folder}`, "").replaceAll(folder, "");
}
