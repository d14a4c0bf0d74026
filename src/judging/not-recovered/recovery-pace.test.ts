import { describe, expect, test } from "vitest";

import { measurePace, type MessageTiming } from "./recovery-pace.ts";

/** The steady phase lasts from 0 to 2000 ms. The second half of the time to recover is 4000 to 5000 ms. */
const moments = { disturbedMs: 2000, healedMs: 3000, judgedUntilMs: 5000 };

function timing(intendedMs: number, delayMs: number): MessageTiming {
  const completedMs = intendedMs + delayMs;
  return { intendedMs, completedMs, settledMs: completedMs };
}

function every(
  stepMs: number,
  [fromMs, toMs]: readonly [number, number],
  delayMs = 1,
): MessageTiming[] {
  const messages: MessageTiming[] = [];
  for (let at = fromMs; at < toMs; at += stepMs) messages.push(timing(at, delayMs));
  return messages;
}

const paceOf = (messages: readonly MessageTiming[], probes: readonly MessageTiming[] = []) =>
  measurePace({ load: messages, probes }, moments);

describe("the pace before the fault", () => {
  test("measurePace takes the pace before the fault from the second half of the steady phase", () => {
    const failed = { intendedMs: 1500, completedMs: undefined, settledMs: 1600 };
    const messages = [...every(100, [0, 1000]), ...every(50, [1001, 2000]), failed];
    expect(paceOf(messages)).toMatchObject({ offeredPerSecond: 21, settledPerSecond: 21 });
  });

  test("the pace before the fault is zero without a load before the fault", () => {
    const nothing = { offeredPerSecond: 0, settledPerSecond: 0, fellBehind: false };
    expect(paceOf([])).toMatchObject(nothing);
    expect(paceOf(every(50, [3000, 5000]))).toMatchObject(nothing);
  });

  /** Returns 30 messages (or `of`) in the second half, of which `count` are still open at the fault. */
  const open = (count: number, intendedMs: number, of = 30) => [
    timing(0, 1),
    ...every(1000 / of, [1001, 2000]).slice(0, of - count),
    ...Array.from({ length: count }, () => timing(intendedMs, 3000)),
  ];

  test("a participant fell behind if more than a tenth of its load stayed open", () => {
    expect(paceOf(open(3, 1100)).fellBehind).toBe(false);
    expect(paceOf(open(4, 1100)).fellBehind).toBe(true);
  });

  test("a participant fell behind only if the open messages are older than 250 ms", () => {
    expect(paceOf(open(4, 1749)).fellBehind).toBe(true);
    expect(paceOf(open(4, 1750)).fellBehind).toBe(false);
  });

  test("a participant did not fall behind with two open messages, even if that is a fifth of its load", () => {
    expect(paceOf(open(2, 1100, 10)).fellBehind).toBe(false);
    expect(paceOf(open(3, 1100, 10)).fellBehind).toBe(true);
  });

  test("a participant did not fall behind if its messages failed in time", () => {
    const failed = every(50, [1001, 2000]).map((each) => ({ ...each, completedMs: undefined }));
    expect(paceOf([timing(0, 1), ...failed]).fellBehind).toBe(false);
  });
});

describe("catching up", () => {
  const steady = every(50, [0, 2000]);
  /** Returns `count` messages that are completed from 4000 to 5000 ms; the delay of the second half is multiplied by `shrink`. */
  const later = (count: number, shrink = 0.5): MessageTiming[] =>
    Array.from({ length: count }, (_each, at) => {
      const completedMs = 4000 + ((at + 1) * 1000) / count;
      const delayMs = at < count / 2 ? 2000 : 2000 * shrink;
      return timing(completedMs - delayMs, delayMs);
    });
  const isCatchingUp = (
    messages: readonly MessageTiming[],
    probes: readonly MessageTiming[] = [],
  ) => paceOf([...steady, ...messages], probes).isCatchingUp;

  test("a participant is catching up with at least nine tenths of its rate before the fault", () => {
    expect(paceOf([...steady, ...later(18)]).judgedPerSecond).toBe(18);
    expect(isCatchingUp(later(18))).toBe(true);
    expect(isCatchingUp(later(17))).toBe(false);
  });

  test("a participant without a load before the fault is catching up with at least three messages", () => {
    expect(paceOf(later(3)).isCatchingUp).toBe(true);
    expect(paceOf(later(2)).isCatchingUp).toBe(false);
  });

  test("a participant is catching up if its delay changes by at least a tenth", () => {
    expect(isCatchingUp(later(20, 0.9))).toBe(true);
    expect(isCatchingUp(later(20, 0.92))).toBe(false);
    expect(isCatchingUp(later(20, 1.2))).toBe(true);
  });

  test("a participant is not catching up if a probe between completed messages is missing", () => {
    const missing = (intendedMs: number) => [
      { intendedMs, completedMs: undefined, settledMs: undefined },
    ];
    const range = later(20).map(({ intendedMs }) => intendedMs);
    expect(isCatchingUp(later(20), missing(Math.min(...range)))).toBe(false);
    expect(isCatchingUp(later(20), missing(Math.max(...range)))).toBe(false);
    expect(isCatchingUp(later(20), missing(Math.max(...range) + 1))).toBe(true);
    expect(isCatchingUp(later(20), missing(Math.min(...range) - 1))).toBe(true);
  });

  test("a participant is not catching up if it pauses for as long as its mean delay", () => {
    /** Returns 20 messages at 4480 ms and 20 at 4960 ms; the mean delay is 97.5 ms above the shortest. */
    const inSteps = (shortestMs: number) =>
      Array.from({ length: 40 }, (_each, at) => {
        const delayMs = shortestMs + at * 5;
        return timing(4480 + Math.floor(at / 20) * 480 - delayMs, delayMs);
      });
    expect(isCatchingUp(inSteps(382))).toBe(false);
    expect(isCatchingUp(inSteps(383))).toBe(true);
  });

  test("a participant is not catching up if it stopped before the end", () => {
    const stopped = later(40).filter(({ completedMs = 0 }) => completedMs < 4700);
    const quick = stopped.map(({ completedMs = 0 }, at) =>
      timing(completedMs - 200 - at, 200 + at),
    );
    expect(isCatchingUp([...quick, ...quick])).toBe(false);
  });
});
