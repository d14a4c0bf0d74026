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
   * When a message that is sent at `at` is acknowledged, and the one before it was at `freeAt`;
   * `Infinity` if it never is.
   */
  readonly completesAt: (at: number, freeAt: number) => number;
  /** How much later than it was intended a message is sent. */
  readonly lateMs?: (at: number) => number;
}

/** A load around a fault; what is acknowledged is delivered 1 ms later. */
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

/** One at a time, and nothing from the fault on until it is back. */
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

  test("cannot be judged, for it did not keep up before the fault either", () => {
    expect(found(slow.build())).toEqual(["not-recovered unknown"]);
    expect(summaryOf(slow)).toMatch(
      /; but publisher-0 kept up with only 51 of 100 messages a second before the fault; try a lower --rate$/,
    );
  });

  test("is deaf all the same if nothing of its backlog moves after the fault", () => {
    const deaf = run({ completesAt: oneByOne(() => 20, Infinity) });
    expect(found(deaf.build())).toContain("not-recovered fail");
  });

  test("is not one that was late with a few messages before the fault", () => {
    const serve = oneByOne(() => 12);
    const isLate = (at: number): boolean => at > 700 && at <= 740;
    const before = (at: number): number => (isLate(at) ? 1100 : at + 2);
    const history = run({ completesAt: (at, free) => (at < 1000 ? before(at) : serve(at, free)) });
    expect(found(history.build())).toEqual(["not-recovered fail"]);
  });
});

describe("a bus that works off the backlog of the fault", () => {
  test("is still catching up if it is as fast as before", () => {
    const history = run({ completesAt: oneByOne(() => 9) });
    expect(found(history.build())).toEqual(["not-recovered unknown"]);
    expect(summaryOf(history)).toMatch(
      /; but publisher-0 was still working off its backlog with 111 messages a second, after 100 before the fault; try a lower --rate$/,
    );
  });

  test("is too slow if it is slower than before", () => {
    const history = run({ completesAt: oneByOne((at) => (at < injectedAt ? 9 : 12)) });
    expect(found(history.build())).toEqual(["not-recovered fail"]);
  });

  test("is too slow if it was away until the limit", () => {
    const history = run({ completesAt: oneByOne(() => 2, 5100) });
    expect(found(history.build())).toEqual(["not-recovered fail"]);
  });

  test("is too slow if it leaves some messages out", () => {
    const serve = oneByOne(() => 9);
    const isLeftOut = (at: number): boolean => at > healedAt && at % 50 === 0;
    const history = run({
      completesAt: (at, free) => (isLeftOut(at) ? Infinity : serve(at, free)),
    });
    expect(found(history.build())).toContain("not-recovered fail");
  });

  test("is not to be taken for one that is always late by as much", () => {
    const history = run({ completesAt: (at) => at + (at < injectedAt ? 2 : 1000) });
    expect(found(history.build())).toContain("not-recovered fail");
  });

  test("is not to be taken for one that looks only now and then", () => {
    const looksAt = (at: number): number => Math.ceil((at + 1) / 700) * 700;
    const history = run({ completesAt: (at) => (at < injectedAt ? at + 2 : looksAt(at)) });
    expect(found(history.build())).toContain("not-recovered fail");
  });
});

describe("a harness that was starved", () => {
  /** Slower than before, but it does go on. */
  const completesAt = oneByOne((at) => (at < injectedAt ? 9 : 12));
  const away = oneByOne(() => 2, Infinity);
  /** One message of `each` leaves late. */
  const lateEach = (each: number, byMs: number, fromMs = healedAt) => ({
    lateMs: (at: number) => (at >= fromMs && (at / everyMs) % each === 0 ? byMs : 0),
  });

  test("excuses who goes on, if more than a hundredth of the load left late", () => {
    expect(found(run({ completesAt, ...lateEach(50, 60) }).build())).toEqual([
      "not-recovered unknown",
    ]);
    expect(found(run({ completesAt, ...lateEach(110, 60) }).build())).toEqual([
      "not-recovered fail",
    ]);
  });

  test("was late by more than 50 ms, and by three times what is normal", () => {
    expect(found(run({ completesAt, ...lateEach(2, 50) }).build())).toEqual(["not-recovered fail"]);
    expect(found(run({ completesAt, ...lateEach(2, 51) }).build())).toEqual([
      "not-recovered unknown",
    ]);
    const always = run({ completesAt, ...lateEach(2, 60, 0) });
    expect(found(always.build())).toEqual(["not-recovered fail"]);
  });

  test("excuses who never came back only if nearly all of the load left late", () => {
    const deaf = (each: number) => found(run({ completesAt: away, ...lateEach(each, 60) }).build());
    expect(deaf(2)).toContain("not-recovered fail");
    expect(deaf(1)).toContain("not-recovered unknown");
    const delay = { sample: "harness", values: { eventLoopDelayMs: 800 } };
    expect(found(run({ completesAt: away }).sample(delay).build())).toContain("not-recovered fail");
    expect(found(run({ completesAt }).sample(delay).build())).toEqual(["not-recovered unknown"]);
  });
});

test("who has no excuse is blamed, whatever excuses the others", () => {
  const builder = run({ completesAt: oneByOne(() => 20) });
  for (let at = 100, sequence = 0; at <= loadEndAt; at += everyMs, sequence++) {
    const outcome = at < injectedAt ? "ok" : "info";
    builder.publish(`publisher-1/${sequence}`, { at, outcome });
    if (outcome === "ok") builder.deliver(`publisher-1/${sequence}`, { at: at + 2 });
  }
  const findings = found(builder.build()).filter((each) => each.startsWith("not-recovered"));
  expect(findings).toEqual(["not-recovered fail"]);
  expect(summaryOf(builder)).toMatch(/^1 publisher or subscriber .*: publisher-1 took at least/);
});
