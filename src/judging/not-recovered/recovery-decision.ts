import type { IndexedHistory } from "../../history/indexed-history.ts";
import { recoveryOf, type ProcessRecovery, type Recovery } from "./measure-recovery.ts";

/** The name by which the header of a history asks for the rule about recovery. */
const recoveryChecker = "recovery";

/**
 * If the probes of a participant are bad until the load ends, at 90 % of the limit or later, it has not
 * recovered: a load that ends a little before the limit is no reason for doubt. If the load ends earlier,
 * the verdict is `unknown`.
 */
const badShare = 0.9;

type Decision = "recovered" | "not-recovered" | "undecided";

/** Decides about one participant, without regard to an excuse. */
export function decide(
  { lowerMs, upperMs }: Pick<ProcessRecovery, "lowerMs" | "upperMs">,
  limitMs: number,
): Decision {
  if (upperMs <= limitMs) return "recovered";
  if (lowerMs > limitMs) return "not-recovered";
  const wasStillBad = lowerMs >= badShare * limitMs;
  return upperMs === Infinity && wasStillBad ? "not-recovered" : "undecided";
}

/** Slowest first. */
export function decidedAs(wanted: Decision, recovery: Recovery): readonly ProcessRecovery[] {
  return recovery.perProcess
    .filter((each) => decide(each, recovery.limitMs) === wanted)
    .toSorted((left, right) => right.lowerMs - left.lowerMs);
}

/** Returns the publishers and groups about which the rule `not-recovered` reports that they are too slow. */
export function unrecoveredOf(history: IndexedHistory): ReadonlySet<string> {
  if (!history.header.checkers.includes(recoveryChecker)) return new Set();
  const { recovery } = recoveryOf(history);
  const slow = recovery ? decidedAs("not-recovered", recovery) : [];
  return new Set(slow.map(({ process }) => process));
}
