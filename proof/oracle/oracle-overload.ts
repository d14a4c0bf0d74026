/** A message of the load, for one publisher or group. `Infinity` for a step that did not happen. */
export interface TimedMessage {
  readonly intendedMs: number;
  /** When the publish was acknowledged, or the group got the message. */
  readonly answeredMs: number;
  /** When it was answered, or when its publisher gave up. */
  readonly overMs: number;
  /** True if it was intended after the heal and is owed. */
  readonly isProbe: boolean;
  /** True if it was published when the group was ready. A replayed message says nothing about the pace. */
  readonly isFresh: boolean;
}

/** All messages of one publisher or group, with the times of the run. */
export interface LoadTimeline {
  readonly timedMessages: readonly TimedMessage[];
  readonly disturbedMs: number;
  readonly healedMs: number;
  readonly recoveryLimitMs: number;
}

/**
 * True if a publisher or group may be late because of the load. Either the load was too much before the
 * fault already, and it still works; or it works off the backlog of the fault at its usual speed.
 */
export function isOverloaded({ timedMessages, ...moments }: LoadTimeline): boolean {
  const { healedMs, recoveryLimitMs } = moments;
  const probes = timedMessages.filter(({ isProbe }) => isProbe);
  const lastProbeMs = Math.max(...probes.map(({ intendedMs }) => intendedMs));
  const judged = laterHalf(healedMs, Math.min(healedMs + recoveryLimitMs, lastProbeMs));
  const course = { ...moments, timedMessages: timedMessages.filter(({ isFresh }) => isFresh) };
  const done = course.timedMessages.filter(({ answeredMs }) => isWithin(judged, answeredMs));
  if (wasOverloaded(course) && done.length > 0) return true;
  if (!isAsFast(course, judged, done.length) || skipsProbes(probes, done)) return false;
  return isWorkingOff(done, judged);
}

/** A part of the run, without its first moment. */
type Stretch = readonly [fromMs: number, toMs: number];

function laterHalf(fromMs: number, toMs: number): Stretch {
  return [(fromMs + toMs) / 2, toMs];
}

function isWithin([fromMs, toMs]: Stretch, atMs: number): boolean {
  return fromMs < atMs && atMs <= toMs;
}

/** The later half of the time before the fault. */
function steadyOf({ timedMessages, disturbedMs }: LoadTimeline): Stretch {
  const startMs = Math.min(disturbedMs, ...timedMessages.map(({ intendedMs }) => intendedMs));
  return laterHalf(startMs, disturbedMs);
}

/**
 * True if more than a tenth of the messages before the fault was not answered in that time, and at least
 * three of them waited for more than 250 ms, and for longer than the longest time between two answers.
 */
function wasOverloaded(course: LoadTimeline): boolean {
  const { timedMessages, disturbedMs } = course;
  const steady = steadyOf(course);
  const came = timedMessages.filter(({ intendedMs }) => isWithin(steady, intendedMs));
  const went = timedMessages.filter(({ overMs }) => isWithin(steady, overMs));
  const patienceMs = Math.max(250, longestGapBefore(course));
  const old = timedMessages.filter(
    ({ intendedMs, overMs }) => overMs > disturbedMs && disturbedMs - intendedMs > patienceMs,
  );
  return went.length < 0.9 * came.length && old.length >= 3;
}

/** The longest time between two answers for which a message waited. */
function longestGapBefore({ timedMessages, disturbedMs }: LoadTimeline): number {
  const startMs = Math.min(disturbedMs, ...timedMessages.map(({ intendedMs }) => intendedMs));
  const answered = timedMessages.filter(({ answeredMs }) =>
    isWithin([startMs, disturbedMs], answeredMs),
  );
  const waits = answered.map(({ intendedMs, answeredMs }) => {
    const earlier = answered.filter((each) => each.answeredMs < answeredMs);
    const lastMs = Math.max(...earlier.map((each) => each.answeredMs));
    return earlier.length === 0 ? 0 : answeredMs - Math.max(lastMs, intendedMs);
  });
  return Math.max(0, ...waits);
}

/** True at nine tenths of the speed before the fault, or faster. */
function isAsFast(course: LoadTimeline, judged: Stretch, done: number): boolean {
  const steady = steadyOf(course);
  const before = course.timedMessages.filter(({ answeredMs }) =>
    isWithin(steady, answeredMs),
  ).length;
  const wanted = before === 0 ? 0 : (0.9 * before) / (steady[1] - steady[0]);
  return done >= 3 && done / (judged[1] - judged[0]) >= wanted;
}

/** True if a probe was never answered although earlier and later ones were. */
function skipsProbes(probes: readonly TimedMessage[], done: readonly TimedMessage[]): boolean {
  return probes.some(
    ({ intendedMs, answeredMs }) =>
      answeredMs === Infinity &&
      done.some((each) => each.intendedMs <= intendedMs) &&
      done.some((each) => each.intendedMs >= intendedMs),
  );
}

/** True if there is no pause as long as the mean delay, and if the delay grows or shrinks. */
function isWorkingOff(done: readonly TimedMessage[], judged: Stretch): boolean {
  const pause = Math.max(...pausesIn(done, judged));
  const lastQuarter = laterHalf(...judged);
  const earlier = delayOf(done.filter(({ answeredMs }) => !isWithin(lastQuarter, answeredMs)));
  const later = delayOf(done.filter(({ answeredMs }) => isWithin(lastQuarter, answeredMs)));
  return pause < delayOf(done) && Math.abs(later - earlier) >= 0.1 * earlier;
}

function pausesIn(done: readonly TimedMessage[], judged: Stretch): readonly number[] {
  const times = [...judged, ...done.map(({ answeredMs }) => answeredMs)];
  return times.map((atMs) => {
    const next = times.filter((each) => each > atMs);
    return next.length === 0 ? 0 : Math.min(...next) - atMs;
  });
}

/** The mean delay; 0 if there is no message. */
function delayOf(done: readonly TimedMessage[]): number {
  const delays = done.map(({ intendedMs, answeredMs }) => answeredMs - intendedMs);
  return done.length === 0 ? 0 : delays.reduce((sum, each) => sum + each, 0) / done.length;
}
