import { describe, expect, test } from "vitest";

import { measurePace, type MessageTiming } from "./recovery-pace.ts";

/** The steady phase lasts from 0 to 2000, and what is judged from 4000 to 5000. */
const moments = { disturbedMs: 2000, healedMs: 3000, judgedUntilMs: 5000 };

function passage(intendedMs: number, delayMs: number): MessageTiming {
  const completedMs = intendedMs + delayMs;
  return { intendedMs, completedMs, settledMs: completedMs };
}

function every(
  stepMs: number,
  [fromMs, toMs]: readonly [number, number],
  delayMs = 1,
): MessageTiming[] {
  const passages: MessageTiming[] = [];
  for (let at = fromMs; at < toMs; at += stepMs) passages.push(passage(at, delayMs));
  return passages;
}

const paceOf = (passages: readonly MessageTiming[], probes: readonly MessageTiming[] = []) =>
  measurePace({ load: passages, probes }, moments);

describe("the pace before the fault", () => {
  test("is that of the second half of the steady phase", () => {
    const failed = { intendedMs: 1500, completedMs: undefined, settledMs: 1600 };
    const passages = [...every(100, [0, 1000]), ...every(50, [1001, 2000]), failed];
    expect(paceOf(passages)).toMatchObject({ offeredPerSecond: 21, settledPerSecond: 21 });
  });

  test("is nothing without a load, or with one that began after the fault", () => {
    const nothing = { offeredPerSecond: 0, settledPerSecond: 0, fellBehind: false };
    expect(paceOf([])).toMatchObject(nothing);
    expect(paceOf(every(50, [3000, 5000]))).toMatchObject(nothing);
  });

  /** 30 messages in the second half, of which the given ones are still open at the fault. */
  const open = (count: number, intendedMs: number, of = 30) => [
    passage(0, 1),
    ...every(1000 / of, [1001, 2000]).slice(0, of - count),
    ...Array.from({ length: count }, () => passage(intendedMs, 3000)),
  ];

  test("fell behind if more than a tenth of the load stayed undone", () => {
    expect(paceOf(open(3, 1100)).fellBehind).toBe(false);
    expect(paceOf(open(4, 1100)).fellBehind).toBe(true);
  });

  test("fell behind only with messages that are older than 250 ms", () => {
    expect(paceOf(open(4, 1749)).fellBehind).toBe(true);
    expect(paceOf(open(4, 1750)).fellBehind).toBe(false);
  });

  test("did not fall behind for two messages, however many that is of all", () => {
    expect(paceOf(open(2, 1100, 10)).fellBehind).toBe(false);
    expect(paceOf(open(3, 1100, 10)).fellBehind).toBe(true);
  });

  test("did not fall behind with messages that failed in time", () => {
    const failed = every(50, [1001, 2000]).map((each) => ({ ...each, completedMs: undefined }));
    expect(paceOf([passage(0, 1), ...failed]).fellBehind).toBe(false);
  });
});

describe("catching up", () => {
  const steady = every(50, [0, 2000]);
  /** So many are completed in the time that is judged, with a delay that shrinks by half. */
  const later = (count: number, shrink = 0.5): MessageTiming[] =>
    Array.from({ length: count }, (_each, at) => {
      const completedMs = 4000 + ((at + 1) * 1000) / count;
      const delayMs = at < count / 2 ? 2000 : 2000 * shrink;
      return passage(completedMs - delayMs, delayMs);
    });
  const isCatchingUp = (
    passages: readonly MessageTiming[],
    probes: readonly MessageTiming[] = [],
  ) => paceOf([...steady, ...passages], probes).isCatchingUp;

  test("takes nine tenths of the speed before the fault", () => {
    expect(paceOf([...steady, ...later(18)]).judgedPerSecond).toBe(18);
    expect(isCatchingUp(later(18))).toBe(true);
    expect(isCatchingUp(later(17))).toBe(false);
  });

  test("takes three messages where nothing came before the fault", () => {
    expect(paceOf(later(3)).isCatchingUp).toBe(true);
    expect(paceOf(later(2)).isCatchingUp).toBe(false);
  });

  test("takes a delay that changes by a tenth", () => {
    expect(isCatchingUp(later(20, 0.9))).toBe(true);
    expect(isCatchingUp(later(20, 0.92))).toBe(false);
    expect(isCatchingUp(later(20, 1.2))).toBe(true);
  });

  test("leaves out no message among those that were completed", () => {
    const missing = (intendedMs: number) => [
      { intendedMs, completedMs: undefined, settledMs: undefined },
    ];
    const range = later(20).map(({ intendedMs }) => intendedMs);
    expect(isCatchingUp(later(20), missing(Math.min(...range)))).toBe(false);
    expect(isCatchingUp(later(20), missing(Math.max(...range)))).toBe(false);
    expect(isCatchingUp(later(20), missing(Math.max(...range) + 1))).toBe(true);
    expect(isCatchingUp(later(20), missing(Math.min(...range) - 1))).toBe(true);
  });

  test("makes no pause as long as the delay", () => {
    /** Twenty at 4480 and twenty at 4960, with a mean delay of 97.5 ms more than the shortest. */
    const inSteps = (shortestMs: number) =>
      Array.from({ length: 40 }, (_each, at) => {
        const delayMs = shortestMs + at * 5;
        return passage(4480 + Math.floor(at / 20) * 480 - delayMs, delayMs);
      });
    expect(isCatchingUp(inSteps(382))).toBe(false);
    expect(isCatchingUp(inSteps(383))).toBe(true);
  });

  test("is not over before the end", () => {
    const stopped = later(40).filter(({ completedMs = 0 }) => completedMs < 4700);
    const quick = stopped.map(({ completedMs = 0 }, at) =>
      passage(completedMs - 200 - at, 200 + at),
    );
    expect(isCatchingUp([...quick, ...quick])).toBe(false);
  });
});
