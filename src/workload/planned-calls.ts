import { nowMs } from "../clock.ts";
import type { MessageKey } from "../history/operations/operation-base.ts";
import { actsByMessage, neverSucceeds, type HandlerAct, type HandlerStep } from "./handler-plan.ts";

/** The way in which one call of the handler goes, as the plan says. */
export interface PlannedCall {
  readonly end: PlannedEnd;
  /** The handler succeeds with no call of this message. */
  readonly neverSucceeds: boolean;
}

type PlannedEnd =
  | { readonly kind: "succeed"; readonly afterMs: number }
  | { readonly kind: "throw"; readonly how: "exception" | "rejection"; readonly text: string }
  | { readonly kind: "exit"; readonly exitCode: number }
  | { readonly kind: "hang" };

/** The group whose handler is called. */
interface Caller {
  readonly topic: string;
  readonly group: string;
}

/**
 * Returns the function that says how the next call with a message goes; `undefined` if the plan does not name the
 * message. It counts the calls of each group.
 */
export function createPlannedCalls(
  handlers: readonly HandlerStep[],
): (caller: Caller, message: MessageKey) => PlannedCall | undefined {
  const acts = actsByMessage(handlers);
  const calls = new Map<string, number>();
  const outages = new Map<string, number>();

  function isOverFor(name: string, ms: number): boolean {
    const untilMs = outages.get(name) ?? nowMs() + ms;
    outages.set(name, untilMs);
    return nowMs() >= untilMs;
  }

  return ({ topic, group }, message) => {
    const act = acts.get(message);
    if (act === undefined) return undefined;
    const name = JSON.stringify([topic, group]);
    if (act.kind === "throw-for" && isOverFor(name, act.ms)) return undefined;
    const call = JSON.stringify([name, message]);
    const earlier = calls.get(call) ?? 0;
    calls.set(call, earlier + 1);
    const end = endOfCall(act, message, earlier);
    return end && { end, neverSucceeds: neverSucceeds(act) };
  };
}

/** Returns how a call ends after this number of earlier calls with the same message; `undefined` if it simply succeeds. */
function endOfCall(act: HandlerAct, message: MessageKey, earlier: number): PlannedEnd | undefined {
  switch (act.kind) {
    case "be-slow":
      return { kind: "succeed", afterMs: act.ms };
    case "hang":
      return { kind: "hang" };
    case "exit":
      if (act.times !== "always" && earlier >= act.times) return undefined;
      return { kind: "exit", exitCode: act.exitCode };
    case "throw-always":
      return { kind: "throw", how: act.how, text: `the handler plan lets ${message} always fail` };
    default: {
      if (earlier > 0) return undefined;
      const how = act.kind === "throw-once" ? act.how : "exception";
      return { kind: "throw", how, text: `the handler plan lets ${message} fail once` };
    }
  }
}
