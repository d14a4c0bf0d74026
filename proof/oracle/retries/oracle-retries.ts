import type { MessageKey } from "../../../src/history/operations/operation-base.ts";
import {
  deliveriesOf,
  groupsOf,
  handlingOf,
  ofKind,
  outcomeOf,
  published,
  settledAt,
  type GroupName,
  type RecordedRun,
} from "../../recorded/recorded-run.ts";
import { attempts, disturbances, wasEverHandled } from "./oracle-dead-letters.ts";

interface Pause {
  readonly group: GroupName;
  readonly message: MessageKey;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The pauses between a failed call of a handler and the next call with the same message. */
function pausesOf(run: RecordedRun): readonly Pause[] {
  return groupsOf(run).flatMap((group) =>
    published(run).flatMap(({ message }) => {
      const calls = deliveriesOf(run, group, message);
      return calls.slice(1).flatMap((next, at) => {
        const before = calls[at];
        const { outcome, endMs } = before
          ? handlingOf(run, before)
          : { outcome: "handled", endMs: 0 };
        return outcome === "failed" && endMs <= next.timeMs
          ? [{ group, message, fromMs: endMs, untilMs: next.timeMs }]
          : [];
      });
    }),
  );
}

/** The messages of all pauses, if there are four or more, and each is shorter than 5 ms. */
function retriedWithoutPause(run: RecordedRun): readonly MessageKey[] {
  const pauses = pausesOf(run);
  const areShort = pauses.every(({ fromMs, untilMs }) => untilMs - fromMs < 5);
  return pauses.length >= 4 && areShort ? pauses.map(({ message }) => message) : [];
}

/** The messages that were never handled, and tried more often than the bus claims and the disturbances explain. */
function retriedTooOften(run: RecordedRun): readonly MessageKey[] {
  const limit = run.header.guarantees.retries.maxAttempts + disturbances(run);
  return groupsOf(run).flatMap((group) =>
    published(run)
      .map(({ message }) => message)
      .filter(
        (message) => attempts(run, group, message) > limit && !wasEverHandled(run, group, message),
      ),
  );
}

/** The messages whose pauses were long and under load, if there are three such pauses, and nothing came in any of them. */
function blockedOthers(run: RecordedRun): readonly MessageKey[] {
  const long = pausesOf(run).filter((pause) => isLongUnderLoad(run, pause));
  const areEmpty = long.every((pause) => !hasFirstCall(run, pause));
  return long.length >= 3 && areEmpty ? long.map(({ message }) => message) : [];
}

function isLongUnderLoad(run: RecordedRun, { group, fromMs, untilMs }: Pause): boolean {
  const lengthMs = untilMs - fromMs;
  if (lengthMs < 50 || lengthMs < 5 * harnessDelaySince(run, fromMs)) return false;
  const came = published(run).filter(({ message, topic }) => {
    const settledMs = settledAt(run, message) ?? Infinity;
    return (
      topic === group.topic &&
      outcomeOf(run, message) === "acknowledged" &&
      settledMs > fromMs &&
      settledMs < untilMs - lengthMs / 2
    );
  });
  return came.length >= 5;
}

function hasFirstCall(run: RecordedRun, { group, fromMs, untilMs }: Pause): boolean {
  return published(run).some(({ message }) => {
    const startMs = deliveriesOf(run, group, message)[0]?.timeMs ?? Infinity;
    return startMs > fromMs && startMs < untilMs;
  });
}

/** The longest delay of the harness of which a later sample tells. */
function harnessDelaySince(run: RecordedRun, sinceMs: number): number {
  const samples = ofKind(run, "sample").filter(
    ({ sample, timeMs }) => sample === "harness" && timeMs > sinceMs,
  );
  return Math.max(0, ...samples.map(({ values }) => values["eventLoopDelayMs"] ?? 0));
}

/** The messages for which a bus that claims retries does not keep its claim, by the part of the claim. */
export function brokenRetryClaims(run: RecordedRun): readonly (readonly MessageKey[])[] {
  const { retries, ordering } = run.header.guarantees;
  if (retries.maxAttempts === 0) return [];
  const blocked = ordering === "per-publisher" ? [] : blockedOthers(run);
  return [retriedTooOften(run), retriedWithoutPause(run), blocked];
}
