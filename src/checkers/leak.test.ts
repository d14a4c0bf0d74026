import { describe, expect, test } from "vitest";

import { findingOf, found } from "./testing/found.ts";
import { scriptHistory } from "./testing/history-builder.ts";

const kiB = 1024;
const flatHeap = [10_000, 10_020, 9990, 10_010, 10_000, 10_005].map((each) => each * kiB);
const steady = [3, 3, 3, 3, 3, 3];

interface Rounds {
  readonly connections?: readonly number[];
  readonly heap?: readonly number[];
}

function rounds({ connections = steady, heap = flatHeap }: Rounds) {
  const builder = scriptHistory({ checkers: ["leak"] })
    .subscribe({})
    .exchange("publisher-0/0", 10);
  for (const [round, count] of connections.entries()) {
    const bytes = heap[round];
    const values = {
      "server.connections": count,
      ...(bytes !== undefined && { "heap.usedBytes": bytes }),
    };
    builder.sample({ sample: "census", round, values });
  }
  return builder.drain().build();
}

describe("leaked resources", () => {
  test("counts that come back to the baseline are fine", () => {
    expect(found(rounds({}))).toEqual([]);
  });

  test("a count that is above the baseline at the end leaks", () => {
    const history = rounds({ connections: [3, 3, 3, 3, 3, 4] });
    expect(findingOf(history, "leak").summary).toContain(
      "server.connections 3 → 3 → 3 → 3 → 3 → 4",
    );
  });

  test("a count that grows from below the baseline leaks", () => {
    expect(found(rounds({ connections: [9, 1, 2, 3, 4, 5] }))).toEqual(["leak fail"]);
  });

  test("a count that went up in between and came back is fine", () => {
    expect(found(rounds({ connections: [3, 4, 3, 5, 4, 3] }))).toEqual([]);
  });
});

const growing = (perRound: number) => flatHeap.map((bytes, at) => bytes + at * perRound * kiB);

describe("the heap", () => {
  test("one that surely grows by more than is allowed leaks", () => {
    expect(findingOf(rounds({ heap: growing(100) }), "leak").verdict).toBe("fail");
  });

  test("one that grows by less is fine", () => {
    expect(found(rounds({ heap: growing(20) }))).toEqual([]);
  });

  test("one that goes up and down is not said to grow", () => {
    const heap = [10, 90, 20, 95, 30, 99].map((each) => each * 100 * kiB);
    expect(found(rounds({ heap }))).toEqual([]);
  });

  test("too few rounds say nothing of it", () => {
    const heap = growing(100).slice(0, 4);
    expect(found(rounds({ connections: [3, 3, 3, 3], heap }))).toEqual(["no-evidence unknown"]);
  });
});

describe("a census with gaps", () => {
  test("none at all is unknown", () => {
    expect(found(rounds({ connections: [] }))).toEqual(["no-evidence unknown"]);
  });

  test("one without anything after the baseline is unknown", () => {
    expect(found(rounds({ connections: [3] }))).toEqual(["no-evidence unknown"]);
  });

  test("one in which a figure is missing is unknown", () => {
    expect(found(rounds({ heap: flatHeap.slice(0, 5) }))).toEqual(["no-evidence unknown"]);
  });

  test("one that never looked at the heap is unknown", () => {
    expect(found(rounds({ heap: [] }))).toEqual(["no-evidence unknown"]);
  });
});
