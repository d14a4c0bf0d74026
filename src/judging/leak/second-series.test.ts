import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const kiB = 1024;
const flatHeap = [10_000, 10_020, 9990, 10_010, 10_000, 10_005].map((each) => each * kiB);
const growing = (perRound: number) => flatHeap.map((bytes, at) => bytes + at * perRound * kiB);
const steady = [3, 3, 3, 3, 3, 3];

interface SeriesScript {
  readonly connections?: readonly number[];
  readonly heap?: readonly number[];
}

describe("a second series", () => {
  interface TwoSeries {
    readonly first: SeriesScript;
    readonly second: SeriesScript;
  }

  /** Records a census for each round of both series. */
  function twoSeries({ first, second }: TwoSeries) {
    const builder = scriptHistory({ checkers: ["leak"] })
      .subscribe({})
      .exchange("publisher-0/0", 10);
    const series = [
      ["census", first],
      ["confirming-census", second],
    ] as const;
    for (const [sample, { connections = steady, heap = flatHeap }] of series) {
      for (const [round, count] of connections.entries()) {
        const values = { "server.connections": count, "heap.usedBytes": heap[round] ?? 0 };
        builder.sample({ sample, round, values });
      }
    }
    return builder.drain().build();
  }

  const filling = [6, 7, 8, 9, 10, 10];
  const full = [10, 10, 10, 10, 10, 10];

  test("a pool that fills up in the first series and stays full in the second is not reported", () => {
    expect(
      found(twoSeries({ first: { connections: filling }, second: { connections: full } })),
    ).toEqual([]);
  });

  test("a pool that fills up is reported if the history has no second series", () => {
    const second = { connections: [] };
    expect(found(twoSeries({ first: { connections: filling }, second }))).toEqual(["leak fail"]);
  });

  test("connections that grow in both series are reported with the figures of both", () => {
    const second = { connections: [12, 13, 13, 14, 15, 16] };
    const history = twoSeries({ first: { connections: filling }, second });
    expect(findingOf(history, "leak").summary).toContain(
      "server.connections 6 → 7 → 8 → 9 → 10 → 10, and then 12 → 13 → 13 → 14 → 15 → 16",
    );
  });

  test("a count that grows in the second series alone is not reported", () => {
    expect(found(twoSeries({ first: {}, second: { connections: filling } }))).toEqual([]);
  });

  test("different counts that grow in one series each are not reported", () => {
    const history = twoSeries({ first: { connections: filling }, second: { heap: growing(100) } });
    expect(found(history)).toEqual([]);
  });

  test("a heap that grows in the first series and is steady in the second is not reported", () => {
    expect(found(twoSeries({ first: { heap: growing(200) }, second: {} }))).toEqual([]);
  });

  test("a heap that grows in both series is reported as confirmed", () => {
    const history = twoSeries({ first: { heap: growing(200) }, second: { heap: growing(100) } });
    expect(findingOf(history, "leak").summary).toMatch(
      /^the heap grows by 1\d\d KiB .* 32 KiB are allowed; a second series confirms it$/,
    );
  });

  test("a heap that jumps up and down by 20 MB in both series is not reported", () => {
    const jumping = [28.5, 35.8, 28.5, 34.9, 36.8, 52].map((each) => each * 1024 * kiB);
    const again = [46.6, 32, 64, 32, 64, 32].map((each) => each * 1024 * kiB);
    expect(found(twoSeries({ first: { heap: jumping }, second: { heap: again } }))).toEqual([]);
  });

  test("a second series that ended early makes the run unknown", () => {
    const second = { connections: filling.slice(0, 4), heap: flatHeap.slice(0, 4) };
    const history = twoSeries({ first: { connections: filling }, second });
    expect(found(history)).toEqual(["no-evidence unknown"]);
    expect(findingOf(history, "no-evidence").summary).toBe(
      "something grew, but the second series ended after 4 rounds, 5 are needed",
    );
  });

  test("a second series in which a round lacks a figure makes the run unknown", () => {
    const history = scriptHistory({ checkers: ["leak"] })
      .subscribe({})
      .exchange("publisher-0/0", 10);
    for (const round of [0, 1, 2, 3, 4]) {
      const values = { "server.connections": 3 + round, "heap.usedBytes": 1000 };
      history.sample({ sample: "census", round, values });
      const again = round === 3 ? { "heap.usedBytes": 1000 } : values;
      history.sample({ sample: "confirming-census", round, values: again });
    }
    expect(found(history.drain().build())).toEqual(["no-evidence unknown"]);
  });
});
