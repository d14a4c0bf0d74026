import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { StrayError, StrayErrorOrigin } from "../../history/operations/run-operations.ts";
import { counted, countText, listed } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

type CrashOrigin = Exclude<StrayErrorOrigin, "call" | "blocked">;

interface Deed {
  readonly rule: RuleId;
  readonly text: string;
}

const deeds: Readonly<Record<CrashOrigin, Deed>> = {
  "uncaught-exception": {
    rule: "crashed/uncaught-exception",
    text: "threw an error that nothing caught",
  },
  "unhandled-rejection": {
    rule: "crashed/unhandled-rejection",
    text: "left a rejected promise unhandled",
  },
  "unhandled-error-event": {
    rule: "crashed/unhandled-error-event",
    text: "emitted an `error` event without a listener",
  },
  exit: { rule: "crashed/exit", text: "ended the process" },
  died: { rule: "crashed/died", text: "died" },
};

/** Errors of one rule with different texts get a finding each, up to this number. More would hide other findings. */
const mostFindings = 4;

/**
 * Reports errors that reached no caller, and calls of `process.exit`. Node ends a process there. The harness
 * went on, or ended the run early after an exit.
 *
 *     1.0 s  the connection of subscriber-0 is cut
 *     1.1 s  the client of subscriber-0 emits `error`, and no listener is there: read ECONNRESET
 *     → crashed/unhandled-error-event, fail
 */
export const judgeCrashes: Rule = (history) => {
  const byOrigin = Map.groupBy(
    history.strayErrors.filter((each): each is Crash => isCrash(each)),
    ({ origin }) => origin,
  );
  return [...byOrigin].flatMap(([origin, errors]) => {
    const byText = [...Map.groupBy(errors, ({ error }) => shapeOf(error)).values()];
    const alone = byText.slice(0, byText.length > mostFindings ? mostFindings - 1 : mostFindings);
    const rest = byText.slice(alone.length);
    const groups = rest.length === 0 ? alone : [...alone, rest.flat()];
    return groups.map((group, at) => {
      const texts = at < alone.length ? 1 : rest.length;
      return crashFinding(history, { origin, errors: group, texts });
    });
  });
};

type Crash = StrayError & { readonly origin: CrashOrigin };

/** Neither the failure of a call nor a blocked event loop is a crash, nor an error of unknown origin in an old history. */
function isCrash({ origin }: StrayError): boolean {
  return origin !== undefined && origin !== "call" && origin !== "blocked";
}

/** The text without what differs each time, such as numbers and ids. */
function shapeOf(text: string): string {
  return text.replaceAll(/[0-9a-f-]{8,}|\d+/giu, "#");
}

interface CrashGroup {
  readonly origin: CrashOrigin;
  readonly errors: readonly Crash[];
  /** Number of different texts. */
  readonly texts: number;
}

function crashFinding(history: IndexedHistory, { origin, errors, texts }: CrashGroup): Finding {
  const [first] = errors;
  const roles = new Set(errors.map(({ process }) => process));
  const times = errors.length === 1 ? "" : `, ${countText(errors.length)} times`;
  const kinds = texts === 1 ? "" : ` with ${counted(texts, "different text")}, such as`;
  const which = errors.length === 1 ? "it" : "the first";
  const moment = first ? whenText(history, first) : "";
  const stack = usefulFrames(errors.find((each) => each.stack)?.stack ?? []);
  const { rule, text } = deeds[origin];
  return createFinding(rule, {
    verdict: "fail",
    summary: `${listed([...roles])} ${text}${times}${kinds}: ${first?.error}; ${which} came ${moment}`,
    operations: errors.map(({ index }) => index),
    stack,
  });
}

function whenText({ phases, faults }: IndexedHistory, { timeMs, afterClose }: Crash): string {
  const moment = momentText(faults, timeMs);
  if (afterClose) return `after its bus had closed, ${moment}`;
  const phase = phases.findLast(({ startMs }) => startMs <= timeMs)?.phase;
  return phase === undefined ? moment : `in the ${phase} phase, ${moment}`;
}

const shownFrames = 4;

/** Returns the first frames outside Node itself, or the first frames of all if every frame is inside. */
function usefulFrames(stack: readonly string[]): readonly string[] {
  const own = stack.filter((frame) => !/[( ]node:/u.test(frame));
  const hasPlace = own.some((frame) => frame.startsWith("at "));
  return (hasPlace ? own : stack).slice(0, shownFrames);
}
