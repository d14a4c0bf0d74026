/**
 * Does a group stand still while a fault spares it? Group `b` loses its subscriber for a while, and group `a` handles
 * messages before and during the fault, or waits for it to end. For example:
 *
 *     10000  subscriber-1 of group b is cut off, until 11000
 *     10010  group a handles a message, and the next one at 10511; five messages are to be published in between
 *
 * `stuck`, because group a waited for 501 ms, and its longest pause before the fault was 100 ms.
 */
import {
  drainedAtMs,
  type RunScript,
  type ScriptedFault,
  type ScriptedMember,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import { standstill } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectMs = 10_000;
const healMs = 11_000;
const beginMs = 10_010;
/** The longest pause of group `a` before the fault. Three times the last one is 501 ms. */
const pausesMs = [100, 166, 167];
/** When group `a` goes on: 500, 501 and 502 ms after it paused, and after the fault. */
const goesOnAtMs = [beginMs + 500, beginMs + 501, beginMs + 502, healMs + 10];
const loads = [0, 4, 5];
const delays = [
  { at: injectMs - 1, delayMs: 501 },
  { at: drainedAtMs - 2, delayMs: 500 },
  { at: drainedAtMs - 2, delayMs: 501 },
  { at: healMs, delayMs: 101 },
];
const cut = { name: "refuse subscriber-1", at: injectMs, healAt: healMs };
const faults: readonly ScriptedFault[] = [
  { ...cut, roles: ["subscriber-1"] },
  { ...cut, roles: ["subscriber-0"] },
  { ...cut, roles: ["publisher-0", "subscriber-1"] },
  { ...cut, roles: ["subscriber-1"], healAt: null },
  { ...cut, roles: ["subscriber-1"], isVerified: false },
];
/** Group `a` has one subscriber, or a second one that stays, closes, or comes too late. */
const seconds: readonly (Omit<ScriptedMember, "group"> | undefined)[] = [
  undefined,
  {},
  { closedAt: healMs },
  { closedAt: healMs + 1 },
  { subscribedAt: injectMs - 1, readyAt: injectMs },
  { subscribedAt: injectMs - 2, readyAt: injectMs - 1 },
];

export const standstills: ProofScope = {
  name: "a group that pauses during a fault that spares it, or not, with any load and pauses before",
  size: 4320,
  *scripts() {
    for (const [pauseMs, goesOnMs, load, fault] of product(pausesMs, goesOnAtMs, loads, faults)) {
      for (const [second, { at, delayMs }] of product(seconds, delays)) {
        yield {
          guarantees: { delivery: "best-effort" },
          members: [{ group: 0 }, { group: 1 }, ...(second ? [{ group: 0, ...second }] : [])],
          messages: [
            handledAt(1000, 1002),
            handledAt(1001, 1002 + pauseMs),
            handledAt(injectMs - 1, beginMs),
            ...waiting(load, goesOnMs),
          ].toSorted((left, right) => left.at - right.at),
          fault,
          drain: "complete",
          extraOperations: [standstill(at, delayMs)],
        } satisfies RunScript;
      }
    }
  },
};

/** The messages of the pause, and one after it. */
function waiting(load: number, goesOnMs: number): readonly ScriptedMessage[] {
  const during = Array.from({ length: load }, (_, at) => handledAt(beginMs + at * 100, goesOnMs));
  return [...during, handledAt(goesOnMs, goesOnMs + 1)];
}

/** A message that both groups handle then. */
function handledAt(at: number, handledMs: number): ScriptedMessage {
  const deliveredBy = (by: number) => ({
    deliveries: [{ at: handledMs - 1, outcome: "handled", by, tookMs: 1 } as const],
  });
  return { at, outcome: "acknowledged", entries: 1, byGroup: [deliveredBy(0), deliveredBy(1)] };
}
