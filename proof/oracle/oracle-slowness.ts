import { faultsOf } from "../recorded/recorded-faults.ts";
import {
  deliveriesOf,
  drainOf,
  handlingOf,
  leftAt,
  ofKind,
  published,
  settledAt,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

const secondMs = 1000;
/** The fewest deliveries of a busiest second that says anything. */
const fewest = 100;
/** The share of the last stretch in which handlers may run. */
const tenth = 0.1;
/** A delay of the event loop up to this one is no reason for a group to be slow. */
const longestDelayMs = 500;

/**
 * True if the drain came to its limit, the call had settled before the last stretch of the drain, and in this stretch the
 * group got less than a tenth of what it got in its busiest second, with nothing that explains it. The stretch is as
 * long as the recovery limit. The caller knows that the bus keeps messages.
 */
export function wasHandedOutTooSlowly(
  run: RecordedRun,
  group: GroupName,
  { message }: PublishCall,
): boolean {
  const drain = drainOf(run);
  if (drain?.outcome !== "progressing" || leftAt(run, group) < Infinity) return false;
  const lengthMs = run.header.recoveryLimitMs;
  const fromMs = drain.timeMs - lengthMs;
  if ((settledAt(run, message) ?? Infinity) >= fromMs) return false;
  return !isExplained(run, group, fromMs) && isSlow(run, group, fromMs);
}

function isSlow(run: RecordedRun, group: GroupName, fromMs: number): boolean {
  const startsMs = callsUntilDrained(run, group).map(({ timeMs }) => timeMs);
  const perSecond = startsMs.map(
    (endMs) => startsMs.filter((each) => each > endMs - secondMs && each <= endMs).length,
  );
  const busiest = Math.max(0, ...perSecond);
  const inStretch = startsMs.filter((each) => each > fromMs).length;
  const isSlower = 10 * inStretch * secondMs < busiest * run.header.recoveryLimitMs;
  return busiest >= fewest && isSlower;
}

/** True if a fault, the harness, a shorter drain, or the handlers themselves may be the reason. */
function isExplained(run: RecordedRun, group: GroupName, fromMs: number): boolean {
  const isHealed = faultsOf(run).every(({ healedMs }) => (healedMs ?? Infinity) <= fromMs);
  const wasDelayed = ofKind(run, "sample").some(
    ({ sample, timeMs, values }) =>
      sample === "harness" && timeMs > fromMs && (values["eventLoopDelayMs"] ?? 0) > longestDelayMs,
  );
  const drainBegan = ofKind(run, "phase").filter(({ phase }) => phase === "drain");
  const isShort = (drainBegan.at(-1)?.timeMs ?? -Infinity) > fromMs;
  return !isHealed || wasDelayed || isShort || isByHandlers(run, group, fromMs);
}

function isByHandlers(run: RecordedRun, group: GroupName, fromMs: number): boolean {
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  let runningMs = 0;
  for (const call of callsUntilDrained(run, group)) {
    const { outcome, endMs } = handlingOf(run, call);
    if (outcome === "failed" && endMs > fromMs && endMs <= drainedMs) return true;
    if (endMs > fromMs) runningMs += Math.min(endMs, drainedMs) - Math.max(call.timeMs, fromMs);
  }
  return runningMs > tenth * run.header.recoveryLimitMs;
}

/** The calls of the group's handlers until the end of the drain, with messages of its topic. */
function callsUntilDrained(run: RecordedRun, group: GroupName) {
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  return published(run)
    .flatMap(({ message }) => deliveriesOf(run, group, message))
    .filter(({ timeMs }) => timeMs <= drainedMs);
}
