import { stabilityProbes } from "./recovery-limits.ts";

/** How fast a publisher or group was before the first fault and after the last heal, in messages a second. */
export interface Pace {
  /** The rate of the load in the steady phase. */
  readonly offeredPerSecond: number;
  /** How many of these messages were completed or failed, in the same time. */
  readonly settledPerSecond: number;
  /** A backlog grew in the steady phase already. */
  readonly fellBehind: boolean;
  /** How many messages were completed in the time in which it should have recovered. */
  readonly judgedPerSecond: number;
  /** It is late only because of a backlog, and as fast as before the fault. */
  readonly isCatchingUp: boolean;
}

/** The times of one message of the load, as one publisher or group saw it. */
export interface MessageTiming {
  readonly intendedMs: number;
  /** When it was acknowledged (for a publisher) or delivered (for a group); `undefined` if never. */
  readonly completedMs: number | undefined;
  /** When it was completed or its publish failed: from then on it is no backlog. */
  readonly settledMs: number | undefined;
}

export interface PaceMoments {
  /** When the first fault was injected. */
  readonly disturbedMs: number;
  readonly healedMs: number;
  /** The end of the load or of the recovery limit, whichever came first. */
  readonly judgedUntilMs: number;
}

/**
 * Two rates that differ by up to 10 % count as the same, because a steady phase of a second has that much
 * noise. Beyond it a backlog grew, a participant was slower than before, or a delay changed.
 */
const tolerance = 0.1;

/**
 * A message that is still open 250 ms after its intended time lies in a backlog. A participant that completes messages
 * at longer intervals, as one that polls does, gets as long as the longest of its intervals.
 */
const leastOverdueMs = 250;

/** All messages that one publisher or group had to complete. */
export interface LoadOfParticipant {
  /** The whole load, also from before the first fault. */
  readonly load: readonly MessageTiming[];
  /** The part that was intended after the heal and must be completed. */
  readonly probes: readonly Pick<MessageTiming, "intendedMs" | "completedMs">[];
}

/**
 * Measures how fast a publisher or group was before the fault and after the heal. Uses the second half of
 * the steady phase and the second half of the time to recover, because connecting takes up the first.
 *
 *     0 to 2000 ms     steady phase: 20 messages a second, each handled within 1 ms
 *     4000 to 5000 ms  18 messages a second, at first 2000 ms late, in the end 1000 ms late
 *     → as fast as before and catching up: the delay comes from the backlog of the fault
 */
export function measurePace(
  { load, probes }: LoadOfParticipant,
  { disturbedMs, healedMs, judgedUntilMs }: PaceMoments,
): Pace {
  const loadStartMs = load.reduce((start, each) => Math.min(start, each.intendedMs), Infinity);
  const startMs = Math.min(loadStartMs, disturbedMs);
  const steady = secondHalf(startMs, disturbedMs);
  const judged = secondHalf(healedMs, judgedUntilMs);
  const completed = load.filter((each) => isIn(judged, each.completedMs));
  const steadyPerSecond = perSecond(load, steady, completion);
  const judgedPerSecond = perSecond(completed, judged, completion);
  const isAsFast =
    completed.length >= stabilityProbes && judgedPerSecond >= steadyPerSecond * (1 - tolerance);
  return {
    offeredPerSecond: perSecond(load, steady, ({ intendedMs }) => intendedMs),
    settledPerSecond: perSecond(load, steady, ({ settledMs }) => settledMs),
    fellBehind: fellBehind(load, steady, longestInterval(load, { ...steady, fromMs: startMs })),
    judgedPerSecond,
    isCatchingUp: isAsFast && !leavesSomeOut(completed, probes) && isBacklog(completed, judged),
  };
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

type MomentOf = (message: MessageTiming) => number | undefined;

const completion: MomentOf = ({ completedMs }) => completedMs;

function secondHalf(fromMs: number, toMs: number): Span {
  return { fromMs: (fromMs + toMs) / 2, toMs };
}

function isIn({ fromMs, toMs }: Span, atMs: number | undefined): boolean {
  return atMs !== undefined && atMs > fromMs && atMs <= toMs;
}

function perSecond(messages: readonly MessageTiming[], span: Span, momentOf: MomentOf): number {
  const count = messages.filter((each) => isIn(span, momentOf(each))).length;
  return count === 0 ? 0 : (count * 1000) / (span.toMs - span.fromMs);
}

/** Returns whether a backlog grew before the fault. Fewer than 3 overdue messages are not a backlog. */
function fellBehind(messages: readonly MessageTiming[], steady: Span, intervalMs: number): boolean {
  const overdueMs = Math.max(leastOverdueMs, intervalMs);
  const offered = messages.filter(({ intendedMs }) => isIn(steady, intendedMs)).length;
  const settled = messages.filter(({ settledMs }) => isIn(steady, settledMs)).length;
  const overdue = messages.filter(
    ({ intendedMs, settledMs = Infinity }) =>
      intendedMs < steady.toMs - overdueMs && settledMs > steady.toMs,
  ).length;
  return settled < offered * (1 - tolerance) && overdue >= stabilityProbes;
}

/**
 * Returns the longest time between two completions, one after the other, for which a message waited; 0 with fewer than
 * two. A time without a message to complete is no interval of the participant.
 */
function longestInterval(messages: readonly MessageTiming[], phase: Span): number {
  const inOrder = messages
    .flatMap(({ intendedMs, completedMs: doneMs }) =>
      doneMs !== undefined && isIn(phase, doneMs) ? [{ intendedMs, doneMs }] : [],
    )
    .toSorted((left, right) => left.doneMs - right.doneMs || left.intendedMs - right.intendedMs);
  return inOrder.reduce((longest, { intendedMs, doneMs }, position) => {
    const gapMs = doneMs - (inOrder[position - 1]?.doneMs ?? doneMs);
    return Math.max(longest, Math.min(gapMs, doneMs - intendedMs));
  }, 0);
}

/** Returns whether a probe was never completed although messages before and after it were. */
function leavesSomeOut(
  completed: readonly MessageTiming[],
  probes: LoadOfParticipant["probes"],
): boolean {
  const times = completed.map(({ intendedMs }) => intendedMs);
  const firstMs = times.reduce((first, each) => Math.min(first, each), Infinity);
  const lastMs = times.reduce((last, each) => Math.max(last, each), -Infinity);
  return probes.some(
    ({ intendedMs, completedMs }) =>
      completedMs === undefined && intendedMs >= firstMs && intendedMs <= lastMs,
  );
}

/**
 * Returns whether the delay comes from a backlog that the participant works off. A participant that
 * stopped shows a pause as long as its mean delay, and one that polls at intervals has a constant delay.
 * A participant that works off a backlog shows neither.
 */
function isBacklog(completed: readonly MessageTiming[], judged: Span): boolean {
  if (longestPause(completed, judged) >= meanDelay(completed)) return false;
  const later = secondHalf(judged.fromMs, judged.toMs);
  const before = meanDelay(completed.filter((each) => !isIn(later, each.completedMs)));
  const after = meanDelay(completed.filter((each) => isIn(later, each.completedMs)));
  return Math.abs(after - before) >= before * tolerance;
}

function longestPause(completed: readonly MessageTiming[], { fromMs, toMs }: Span): number {
  const moments = completed.map(({ completedMs: doneMs = toMs }) => doneMs);
  const inOrder = [fromMs, ...moments.toSorted((left, right) => left - right), toMs];
  return inOrder.reduce((longest, atMs, position) => {
    return Math.max(longest, atMs - (inOrder[position - 1] ?? atMs));
  }, 0);
}

function meanDelay(completed: readonly MessageTiming[]): number {
  const delays = completed.map(({ intendedMs, completedMs: doneMs = 0 }) => doneMs - intendedMs);
  return delays.reduce((sum, each) => sum + each, 0) / Math.max(1, delays.length);
}
