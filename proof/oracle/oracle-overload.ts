/** One message of the load to one publisher or group; `Infinity` for what never was. */
export interface TimedMessage {
  readonly intendedMs: number;
  readonly answeredMs: number;
  /** Answered, or given up by its publisher. */
  readonly overMs: number;
  /** It was intended after the heal, and is owed. */
  readonly isProbe: boolean;
  /** Published when the group was ready: what comes as a replay says nothing of its pace. */
  readonly isFresh: boolean;
}

export interface LoadTimeline {
  /** Of the whole run. */
  readonly timedMessages: readonly TimedMessage[];
  readonly disturbedMs: number;
  readonly healedMs: number;
  readonly recoveryLimitMs: number;
}

/**
 * Whether somebody who is late may be so because of the load: it was too much for it before the fault
 * already and it goes on, or it works off what the fault left. A starved harness is another matter.
 */
export function isOverloaded({ timedMessages, ...moments }: LoadTimeline): boolean {
  const { healedMs, recoveryLimitMs } = moments;
  const probes = timedMessages.filter(({ isProbe }) => isProbe);
  const lastProbeMs = Math.max(...probes.map(({ intendedMs }) => intendedMs));
  const judged = laterHalf(healedMs, Math.min(healedMs + recoveryLimitMs, lastProbeMs));
  const course = { ...moments, timedMessages: timedMessages.filter(({ isFresh }) => isFresh) };
  const done = course.timedMessages.filter(({ answeredMs }) => isWithin(judged, answeredMs));
  if (hadTooMuch(course) && done.length > 0) return true;
  if (!isAsFast(course, judged, done.length) || leavesOut(probes, done)) return false;
  return isWorkingOff(done, judged);
}

type Stretch = readonly [fromMs: number, toMs: number];

function laterHalf(fromMs: number, toMs: number): Stretch {
  return [(fromMs + toMs) / 2, toMs];
}

/** Without its beginning. */
function isWithin([fromMs, toMs]: Stretch, atMs: number): boolean {
  return fromMs < atMs && atMs <= toMs;
}

function steadyOf({ timedMessages, disturbedMs }: LoadTimeline): Stretch {
  const startMs = Math.min(disturbedMs, ...timedMessages.map(({ intendedMs }) => intendedMs));
  return laterHalf(startMs, disturbedMs);
}

/** More than a tenth of the load stayed undone, and three of them for more than 250 ms. */
function hadTooMuch(course: LoadTimeline): boolean {
  const { timedMessages, disturbedMs } = course;
  const steady = steadyOf(course);
  const came = timedMessages.filter(({ intendedMs }) => isWithin(steady, intendedMs));
  const went = timedMessages.filter(({ overMs }) => isWithin(steady, overMs));
  const old = timedMessages.filter(
    ({ intendedMs, overMs }) => overMs > disturbedMs && disturbedMs - intendedMs > 250,
  );
  return went.length < 0.9 * came.length && old.length >= 3;
}

/** At nine tenths of its speed before the fault, or faster. */
function isAsFast(course: LoadTimeline, judged: Stretch, done: number): boolean {
  const steady = steadyOf(course);
  const before = course.timedMessages.filter(({ answeredMs }) =>
    isWithin(steady, answeredMs),
  ).length;
  const wanted = before === 0 ? 0 : (0.9 * before) / (steady[1] - steady[0]);
  return done >= 3 && done / (judged[1] - judged[0]) >= wanted;
}

/** Somewhere among what was done, one never was. */
function leavesOut(probes: readonly TimedMessage[], done: readonly TimedMessage[]): boolean {
  return probes.some(
    ({ intendedMs, answeredMs }) =>
      answeredMs === Infinity &&
      done.some((each) => each.intendedMs <= intendedMs) &&
      done.some((each) => each.intendedMs >= intendedMs),
  );
}

/** Without a pause as long as the delay, and with a delay that changes. */
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

/** On average; none without any. */
function delayOf(done: readonly TimedMessage[]): number {
  const delays = done.map(({ intendedMs, answeredMs }) => answeredMs - intendedMs);
  return done.length === 0 ? 0 : delays.reduce((sum, each) => sum + each, 0) / done.length;
}
