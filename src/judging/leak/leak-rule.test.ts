import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

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
  test("a count that returns to the baseline is not reported", () => {
    expect(found(rounds({}))).toEqual([]);
  });

  test("a count above the baseline in the last two rounds is reported as a leak", () => {
    const history = rounds({ connections: [3, 3, 3, 3, 4, 4] });
    expect(findingOf(history, "leak").summary).toContain(
      "server.connections 3 → 3 → 3 → 3 → 4 → 4",
    );
  });

  test("a count above the baseline only in the last round is not reported", () => {
    expect(found(rounds({ connections: [3, 3, 3, 3, 3, 4] }))).toEqual([]);
  });

  test("a count that grows in every round is reported even if the baseline was higher", () => {
    expect(found(rounds({ connections: [9, 1, 2, 3, 4, 5] }))).toEqual(["leak fail"]);
  });

  test("a count that rises and returns to the baseline is not reported", () => {
    expect(found(rounds({ connections: [3, 4, 3, 5, 4, 3] }))).toEqual([]);
  });
});

const growing = (perRound: number) => flatHeap.map((bytes, at) => bytes + at * perRound * kiB);

describe("heap growth", () => {
  test("a heap that certainly grows by more than the allowance is reported as a leak", () => {
    expect(findingOf(rounds({ heap: growing(100) }), "leak").verdict).toBe("fail");
  });

  test("a heap that grows by less than the allowance is not reported", () => {
    expect(found(rounds({ heap: growing(20) }))).toEqual([]);
  });

  test("a heap that goes up and down is not reported", () => {
    const heap = [10, 90, 20, 95, 30, 99].map((each) => each * 100 * kiB);
    expect(found(rounds({ heap }))).toEqual([]);
  });

  test("a heap that was measured in fewer than five rounds makes the run unknown", () => {
    const heap = growing(100).slice(0, 4);
    expect(found(rounds({ connections: [3, 3, 3, 3], heap }))).toEqual(["no-evidence unknown"]);
  });
});

describe("keys without an expiry", () => {
  /** Publishes a message in each round but the last `quietRounds`. */
  function keysPerRound(keys: readonly number[], quietRounds: number) {
    const builder = scriptHistory({ checkers: ["leak"] }).subscribe({});
    for (const [round, count] of keys.entries()) {
      if (round < keys.length - quietRounds)
        builder.exchange(`publisher-0/${round}`, round * 100 + 10);
      const heap = { "heap.usedBytes": flatHeap[round] ?? 0 };
      const values = { "server.connections": 3, "keys.lasting": count, ...heap };
      builder.sample({ at: round * 100 + 90, sample: "census", round, values });
    }
    return builder.drain().build();
  }

  test("keys are reported as a leak if two rounds without messages leave some behind", () => {
    const history = keysPerRound([1, 2, 3, 4, 5, 7], 2);
    expect(findingOf(history, "leak").summary).toBe(
      "rounds of subscriptions without any message left 1 key, then 2 keys in Redis, without an expiry",
    );
  });

  test("keys that come with messages are not reported", () => {
    expect(found(keysPerRound([1, 2, 3, 4, 5, 6], 0))).toEqual([]);
    expect(found(keysPerRound([100, 200, 300, 400, 400, 400], 2))).toEqual([]);
  });

  test("keys are not reported if one of two rounds without messages adds none or removes some", () => {
    expect(found(keysPerRound([1, 2, 3, 4, 5, 5], 2))).toEqual([]);
    expect(found(keysPerRound([1, 2, 3, 4, 5, 4], 2))).toEqual([]);
  });

  test("keys of a single round without messages are not reported", () => {
    expect(found(keysPerRound([1, 2, 3, 4, 5, 6], 1))).toEqual([]);
  });
});

describe("a census with gaps", () => {
  test("a run without a census is unknown", () => {
    expect(found(rounds({ connections: [] }))).toEqual(["no-evidence unknown"]);
  });

  test("a census without a round after the baseline is unknown", () => {
    expect(found(rounds({ connections: [3] }))).toEqual(["no-evidence unknown"]);
  });

  test("a census in which a round lacks a figure is unknown", () => {
    expect(found(rounds({ heap: flatHeap.slice(0, 5) }))).toEqual(["no-evidence unknown"]);
  });

  test("a census that never measured the heap is unknown", () => {
    expect(findingOf(rounds({ heap: [] }), "no-evidence").summary).toBe(
      "the heap was measured in 0 rounds, 5 are needed",
    );
  });
});

describe("the thresholds of a leak", () => {
  const rising = [7, 1, 2, 3];

  test("growth below the baseline is a leak after three rounds, not after two", () => {
    const leaks = (connections: readonly number[]) =>
      found(rounds({ connections })).filter((each) => each.startsWith("leak"));
    expect(leaks(rising)).toEqual(["leak fail"]);
    expect(leaks(rising.slice(0, 3))).toEqual([]);
    expect(leaks([7, 1, 2, 2])).toEqual([]);
    expect(leaks([7, 2, 1, 3])).toEqual([]);
  });

  test("the heap is judged from five rounds on, not from four", () => {
    const ofRounds = (count: number) =>
      found(rounds({ connections: steady.slice(0, count), heap: growing(100).slice(0, count) }));
    expect(ofRounds(5)).toEqual(["leak fail"]);
    expect(ofRounds(4)).toEqual(["no-evidence unknown"]);
  });

  test("counts are judged from two rounds on, while the heap is unknown", () => {
    const history = rounds({ connections: [3, 4], heap: flatHeap.slice(0, 2) });
    expect(found(history)).toEqual(["leak fail", "no-evidence unknown"]);
    expect(findingOf(history, "no-evidence").summary).toBe(
      "the heap was measured in 2 rounds, 5 are needed",
    );
  });

  test("heap growth at exactly the allowance is not reported", () => {
    const heap = [0, 1, 2, 3, 4, 5].map((round) => round * 32 * kiB);
    expect(found(rounds({ heap }))).toEqual([]);
    expect(found(rounds({ heap: heap.map((bytes, round) => bytes + round) }))).toEqual([
      "leak fail",
    ]);
  });

  test("the finding of heap growth gives the growth per round and the rounds of the census", () => {
    const history = rounds({ heap: growing(100) });
    const leak = findingOf(history, "leak");
    expect(leak.summary).toMatch(/^the heap grows by \d+ KiB in each round.* 32 KiB are allowed$/);
    const census = history.samples.map(({ index }) => index);
    expect(leak.operations).toEqual(census);
  });
});

describe("the samples of a census", () => {
  const values = (connections: number) => ({ "server.connections": connections });
  const heap = { "heap.usedBytes": 1000 };
  const leaky = () =>
    scriptHistory({ checkers: ["leak"] })
      .subscribe({})
      .exchange("publisher-0/0", 10);

  test("the rounds of a census are put in order, whatever order they were recorded in", () => {
    const history = leaky();
    for (const round of [4, 2, 0, 1, 3]) {
      history.sample({ sample: "census", round, values: { ...values(9 - round), ...heap } });
    }
    expect(found(history.drain().build())).toEqual([]);
  });

  test("samples of one round are put together, and other samples are left out", () => {
    const history = leaky();
    for (const round of [0, 1, 2, 3, 4]) {
      history.sample({ sample: "census", round, values: values(3) });
      history.sample({ sample: "census", round, values: heap });
      history.sample({ sample: "harness", round, values: values(round) });
    }
    history.sample({ sample: "census", values: values(99) });
    expect(found(history.drain().build())).toEqual([]);
  });

  test("the finding says that the census counted nothing, or nothing but the heap", () => {
    const reasonOf = (each: Readonly<Record<string, number>>): string => {
      const history = leaky();
      for (const round of [0, 1, 2, 3, 4])
        history.sample({ sample: "census", round, values: each });
      return findingOf(history.drain().build(), "no-evidence").summary;
    };
    expect(reasonOf({})).toBe("the census has gaps: it is empty");
    expect(reasonOf(heap)).toBe("the census counted nothing but the heap");
  });

  test("the finding says that no round followed the baseline, or which figure is missing", () => {
    expect(findingOf(rounds({ connections: [3] }), "no-evidence").summary).toBe(
      "no census after the baseline, so a leak would not show",
    );
    expect(findingOf(rounds({ heap: flatHeap.slice(0, 5) }), "no-evidence").summary).toBe(
      "the census has gaps: heap.usedBytes",
    );
  });
});
