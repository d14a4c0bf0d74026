import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

type Work = readonly [activeMs: number, processorMs: number, spanMs: number];

function idle(...parts: readonly Work[]) {
  const run = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
  for (const [at, [activeMs, processorMs, spanMs]] of parts.entries()) {
    const values = { activeMs, processorMs, spanMs };
    run.sample({ at: 100 + at, process: "harness", sample: "idle-work", values });
  }
  return run.drain({ at: 5000 }).build();
}

interface Refused {
  readonly failedConnects: number;
  readonly spanMs: number;
  /** A role that has two subscriptions; by default a publisher. */
  readonly twice?: boolean;
}

function refused({ twice = false, ...values }: Refused) {
  const process = twice ? "subscriber-x" : "publisher-0";
  const run = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
  if (twice) for (const group of ["one", "two"]) run.subscribe({ group, process, at: 20 });
  run.sample({ at: 100, process, sample: "failed-connects", values });
  return run.drain({ at: 5000 }).build();
}

const overloads = (history: Parameters<typeof found>[0]): readonly string[] =>
  found(history).filter((each) => each.startsWith("overload"));

describe("an event loop while Redis is away", () => {
  test("an event loop that never rests and uses a core fails, with its longest stretch", () => {
    const history = idle([20, 20, 100], [300, 280, 300], [300, 270, 300], [20, 20, 100]);
    expect(overloads(history)).toEqual(["overload fail"]);
    expect(findingOf(history, "overload")).toMatchObject({
      rule: "overload/busy-while-away",
      summary:
        "while Redis was away and nothing was published for 600 ms, the event loop never came to rest and used 550 ms of a core",
    });
    expect(findingOf(history, "overload").operations).toHaveLength(2);
  });

  test("an event loop that never rests and gets half of a core on a busy machine fails", () => {
    expect(overloads(idle([500, 250, 500]))).toEqual(["overload fail"]);
  });

  test.each<[string, readonly Work[]]>([
    ["a loop that rests for 3 % of the time", [[485, 480, 500]]],
    ["a loop that spins for 499 ms", [[499, 499, 499]]],
    ["a loop whose thread waits for a core", [[2000, 900, 2000]]],
    [
      "a loop that rests between two busy times",
      [
        [300, 300, 300],
        [90, 90, 100],
        [300, 300, 300],
      ],
    ],
    ["a run that did not look", []],
  ])("%s is no overload", (_what, parts) => {
    expect(overloads(idle(...parts))).toEqual([]);
  });
});

describe("attempts to connect that fail", () => {
  test("a hundred of them within 200 ms fail, and two hundred of a role with two subscriptions", () => {
    expect(overloads(refused({ failedConnects: 100, spanMs: 200 }))).toEqual(["overload fail"]);
    expect(findingOf(refused({ failedConnects: 1234, spanMs: 201 }), "overload")).toMatchObject({
      rule: "overload/connects-without-a-pause",
      summary:
        "while Redis could not be reached, publisher-0 tried to connect 1 234 times within 201 ms",
    });
    expect(overloads(refused({ failedConnects: 200, spanMs: 200, twice: true }))).toEqual([
      "overload fail",
    ]);
  });

  test.each<[string, Refused]>([
    ["99", { failedConnects: 99, spanMs: 100 }],
    ["a hundred within 201 ms", { failedConnects: 100, spanMs: 201 }],
    ["199 of a role with two subscriptions", { failedConnects: 199, spanMs: 200, twice: true }],
  ])("%s are no overload", (_what, given) => {
    expect(overloads(refused(given))).toEqual([]);
  });
});
