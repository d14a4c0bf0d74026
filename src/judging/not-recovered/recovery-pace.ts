import { stabilityProbes } from "./recovery-limits.ts";

/** What a publisher or group did before the first fault and after the last heal, a second. */
export interface Pace {
  /** In the steady phase: what was intended, and what was done with. */
  readonly offeredPerSecond: number;
  readonly settledPerSecond: number;
  /** A backlog grew through the steady phase already. */
  readonly fellBehind: boolean;
  /** Completed in the time in which it should have recovered. */
  readonly judgedPerSecond: number;
  /** Late only because of a backlog, and as fast as before. */
  readonly isCatchingUp: boolean;
}

/** One message of the load, as one publisher or group had to do with it. */
export interface Passage {
  readonly intendedMs: number;
  /** When it was acknowledged or delivered; `undefined` if it never was. */
  readonly completedMs: number | undefined;
  /** From when on nobody waited for it any more: it was completed, or its publish failed. */
  readonly settledMs: number | undefined;
}

export interface PaceMoments {
  /** When the first fault was injected. */
  readonly disturbedMs: number;
  readonly healedMs: number;
  /** The end of the load or of the recovery limit, whichever came first. */
  readonly judgedUntilMs: number;
}

/** Falling short by less is not told from the noise of a steady phase of a second. */
const tolerance = 0.1;
/** What was intended so long before the fault and is still open lies in a backlog. */
const overdueMs = 250;

/** All that one publisher or group had to do with. */
export interface Course {
  /** The load, from before the first fault too. */
  readonly passages: readonly Passage[];
  /** What of it was intended after the heal, and must be completed. */
  readonly probes: readonly Pick<Passage, "intendedMs" | "completedMs">[];
}

/**
 * How fast a publisher or group was, by the second half of the steady phase and the second half of
 * the time it had to recover: connecting, at first, is no measure of either.
 */
export function measurePace(
  { passages, probes }: Course,
  { disturbedMs, healedMs, judgedUntilMs }: PaceMoments,
): Pace {
  const loadStartMs = passages.reduce((start, each) => Math.min(start, each.intendedMs), Infinity);
  const steady = secondHalf(Math.min(loadStartMs, disturbedMs), disturbedMs);
  const judged = secondHalf(healedMs, judgedUntilMs);
  const completed = passages.filter((each) => isIn(judged, each.completedMs));
  const steadyPerSecond = perSecond(passages, steady, completion);
  const judgedPerSecond = perSecond(completed, judged, completion);
  const isAsFast =
    completed.length >= stabilityProbes && judgedPerSecond >= steadyPerSecond * (1 - tolerance);
  return {
    offeredPerSecond: perSecond(passages, steady, ({ intendedMs }) => intendedMs),
    settledPerSecond: perSecond(passages, steady, ({ settledMs }) => settledMs),
    fellBehind: fellBehind(passages, steady),
    judgedPerSecond,
    isCatchingUp: isAsFast && !leavesSomeOut(completed, probes) && isBacklog(completed, judged),
  };
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

type MomentOf = (passage: Passage) => number | undefined;

const completion: MomentOf = ({ completedMs }) => completedMs;

function secondHalf(fromMs: number, toMs: number): Span {
  return { fromMs: (fromMs + toMs) / 2, toMs };
}

function isIn({ fromMs, toMs }: Span, atMs: number | undefined): boolean {
  return atMs !== undefined && atMs > fromMs && atMs <= toMs;
}

function perSecond(passages: readonly Passage[], span: Span, momentOf: MomentOf): number {
  const count = passages.filter((each) => isIn(span, momentOf(each))).length;
  return count === 0 ? 0 : (count * 1000) / (span.toMs - span.fromMs);
}

/** A backlog grew while nothing was wrong; a few late messages at its end are none. */
function fellBehind(passages: readonly Passage[], steady: Span): boolean {
  const offered = passages.filter(({ intendedMs }) => isIn(steady, intendedMs)).length;
  const settled = passages.filter(({ settledMs }) => isIn(steady, settledMs)).length;
  const overdue = passages.filter(
    ({ intendedMs, settledMs = Infinity }) =>
      intendedMs < steady.toMs - overdueMs && settledMs > steady.toMs,
  ).length;
  return settled < offered * (1 - tolerance) && overdue >= stabilityProbes;
}

/** One that was never completed was intended between others that were. */
function leavesSomeOut(completed: readonly Passage[], probes: Course["probes"]): boolean {
  const times = completed.map(({ intendedMs }) => intendedMs);
  const firstMs = times.reduce((first, each) => Math.min(first, each), Infinity);
  const lastMs = times.reduce((last, each) => Math.max(last, each), -Infinity);
  return probes.some(
    ({ intendedMs, completedMs }) =>
      completedMs === undefined && intendedMs >= firstMs && intendedMs <= lastMs,
  );
}

/**
 * Whether the delay comes from a backlog that somebody works through. Nobody at work makes a pause as
 * long as the delay, as one does who looks only now and then, and the delay from a backlog changes.
 */
function isBacklog(completed: readonly Passage[], judged: Span): boolean {
  if (longestPause(completed, judged) >= meanDelay(completed)) return false;
  const later = secondHalf(judged.fromMs, judged.toMs);
  const before = meanDelay(completed.filter((each) => !isIn(later, each.completedMs)));
  const after = meanDelay(completed.filter((each) => isIn(later, each.completedMs)));
  return Math.abs(after - before) >= before * tolerance;
}

function longestPause(completed: readonly Passage[], { fromMs, toMs }: Span): number {
  const moments = completed.map(({ completedMs: doneMs = toMs }) => doneMs);
  const inOrder = [fromMs, ...moments.toSorted((left, right) => left - right), toMs];
  return inOrder.reduce((longest, atMs, position) => {
    return Math.max(longest, atMs - (inOrder[position - 1] ?? atMs));
  }, 0);
}

function meanDelay(completed: readonly Passage[]): number {
  const delays = completed.map(({ intendedMs, completedMs: doneMs = 0 }) => doneMs - intendedMs);
  return delays.reduce((sum, each) => sum + each, 0) / Math.max(1, delays.length);
}
