import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const script = { checkers: ["recovery"], recoveryLimitMs: 3000 };
const injectedAt = 1000;
const healedAt = 2000;
const loadEndAt = 5200;
/** A message every 10 ms, so 100 a second. */
const everyMs = 10;

interface Bus {
  /**
   * Returns when a message that is sent at `at` is acknowledged, if the message before it was at `freeAt`;
   * `Infinity` for never.
   */
  readonly completesAt: (at: number, freeAt: number) => number;
  /** Returns how much later than intended a message is sent. */
  readonly lateMs?: (at: number) => number;
}

/** Builds the history of a load around a fault. Each message is delivered 1 ms after its acknowledgement. */
function run({ completesAt, lateMs = () => 0 }: Bus) {
  const builder = scriptHistory(script).subscribe({});
  let freeAt = 0;
  for (let intendedAt = 100, sequence = 0; intendedAt <= loadEndAt; intendedAt += everyMs) {
    const key = `publisher-0/${sequence++}`;
    const at = intendedAt + lateMs(intendedAt);
    const doneAt = completesAt(at, freeAt);
    if (doneAt === Infinity) {
      builder.publish(key, { at, intendedAt, outcome: "info" });
      continue;
    }
    freeAt = doneAt;
    builder.publish(key, { at, intendedAt, tookMs: doneAt - at }).deliver(key, { at: doneAt + 1 });
  }
  return builder.fault({ at: injectedAt, healAt: healedAt }).drain();
}

/** Completes one message after the other, and no message from the fault until `backAt`. */
function oneByOne(serveMs: (at: number) => number, backAt = healedAt) {
  return (at: number, freeAt: number): number => {
    const startsAt = Math.max(at, freeAt);
    const isAway = startsAt >= injectedAt && startsAt < backAt;
    return (isAway ? backAt : startsAt) + serveMs(startsAt);
  };
}

const summaryOf = (history: ReturnType<typeof run>): string =>
  findingOf(history.build(), "not-recovered").summary;

describe("a bus that is slower than the load", () => {
  const slow = run({ completesAt: oneByOne(() => 20) });

  test("a slow run is unknown if the bus did not keep up before the fault either", () => {
    expect(found(slow.build())).toEqual(["not-recovered unknown"]);
    expect(findingOf(slow.build(), "not-recovered").rule).toBe("not-recovered/load-too-high");
    expect(summaryOf(slow)).toMatch(
      /; but publisher-0 kept up with only 51 of 100 messages a second before the fault; try a lower --rate$/,
    );
  });

  test("a slow run fails if the bus completes nothing at all after the fault", () => {
    const deaf = run({ completesAt: oneByOne(() => 20, Infinity) });
    expect(found(deaf.build())).toContain("not-recovered fail");
  });

  test("a slow run fails if the bus was late with only a few messages before the fault", () => {
    const serve = oneByOne(() => 12);
    const isLate = (at: number): boolean => at > 700 && at <= 740;
    const before = (at: number): number => (isLate(at) ? 1100 : at + 2);
    const history = run({ completesAt: (at, free) => (at < 1000 ? before(at) : serve(at, free)) });
    expect(found(history.build())).toEqual(["not-recovered fail"]);
  });
});

describe("a bus that works off the backlog of the fault", () => {
  test("a late run is unknown if the bus works off its backlog as fast as before the fault", () => {
    const history = run({ completesAt: oneByOne(() => 9) });
    expect(found(history.build())).toEqual(["not-recovered unknown"]);
    expect(summaryOf(history)).toMatch(
      /; but publisher-0 was still working off its backlog with 111 messages a second, after 100 before the fault; try a lower --rate$/,
    );
  });

  test("a late run fails if the bus is slower than before the fault", () => {
    const history = run({ completesAt: oneByOne((at) => (at < injectedAt ? 9 : 12)) });
    expect(found(history.build())).toEqual(["not-recovered fail"]);
  });

  test("a late run fails if the bus was away until the limit", () => {
    const history = run({ completesAt: oneByOne(() => 2, 5100) });
    expect(found(history.build())).toEqual(["not-recovered fail"]);
  });

  test("a late run fails if the bus leaves some messages out", () => {
    const serve = oneByOne(() => 9);
    const isLeftOut = (at: number): boolean => at > healedAt && at % 50 === 0;
    const history = run({
      completesAt: (at, free) => (isLeftOut(at) ? Infinity : serve(at, free)),
    });
    expect(found(history.build())).toContain("not-recovered fail");
  });

  test("a late run fails if every message is late by the same time", () => {
    const history = run({ completesAt: (at) => at + (at < injectedAt ? 2 : 1000) });
    expect(found(history.build())).toContain("not-recovered fail");
  });

  test("a late run fails if the bus looks for messages only every 700 ms", () => {
    const looksAt = (at: number): number => Math.ceil((at + 1) / 700) * 700;
    const history = run({ completesAt: (at) => (at < injectedAt ? at + 2 : looksAt(at)) });
    expect(found(history.build())).toContain("not-recovered fail");
  });
});

describe("a harness that was starved", () => {
  /** Slower than before the fault, but not deaf. */
  const completesAt = oneByOne((at) => (at < injectedAt ? 9 : 12));
  const away = oneByOne(() => 2, Infinity);
  /** Sends every message whose number is a multiple of `each` late. */
  const lateEach = (each: number, byMs: number, fromMs = healedAt) => ({
    lateMs: (at: number) => (at >= fromMs && (at / everyMs) % each === 0 ? byMs : 0),
  });

  test("a slow run is unknown if the harness sent more than 1 % of the load late", () => {
    expect(found(run({ completesAt, ...lateEach(50, 60) }).build())).toEqual([
      "not-recovered unknown",
    ]);
    expect(found(run({ completesAt, ...lateEach(110, 60) }).build())).toEqual([
      "not-recovered fail",
    ]);
  });

  test("the harness was late if a message left 50 ms and three times the normal delay after its time", () => {
    expect(found(run({ completesAt, ...lateEach(2, 50) }).build())).toEqual(["not-recovered fail"]);
    expect(found(run({ completesAt, ...lateEach(2, 51) }).build())).toEqual([
      "not-recovered unknown",
    ]);
    const always = run({ completesAt, ...lateEach(2, 60, 0) });
    expect(found(always.build())).toEqual(["not-recovered fail"]);
  });

  test("a deaf run is unknown only if the harness sent more than 90 % of the load late", () => {
    const deaf = (each: number) => found(run({ completesAt: away, ...lateEach(each, 60) }).build());
    expect(deaf(2)).toContain("not-recovered fail");
    expect(deaf(1)).toContain("not-recovered unknown");
    const delay = { sample: "harness", values: { eventLoopDelayMs: 800 } };
    expect(found(run({ completesAt: away }).sample(delay).build())).toContain("not-recovered fail");
    expect(found(run({ completesAt }).sample(delay).build())).toEqual(["not-recovered unknown"]);
  });
});

test("a run fails if one of two slow participants has no excuse, and the finding names only that one", () => {
  const builder = run({ completesAt: oneByOne(() => 20) });
  for (let at = 100, sequence = 0; at <= loadEndAt; at += everyMs, sequence++) {
    const outcome = at < injectedAt ? "ok" : "info";
    builder.publish(`publisher-1/${sequence}`, { at, outcome });
    if (outcome === "ok") builder.deliver(`publisher-1/${sequence}`, { at: at + 2 });
  }
  const findings = found(builder.build()).filter((each) => each.startsWith("not-recovered"));
  expect(findings).toEqual(["not-recovered fail"]);
  expect(summaryOf(builder)).toMatch(/^publisher-1 never got a message through again: [^,]*$/);
});
