import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

/** Builds the history of a message and of a fault from 100 ms to 200 ms. */
const faulty = () =>
  scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .fault({ at: 100, healAt: 200, name: "cut by RST on every connection" })
    .exchange("publisher-0/1", 300)
    .drain();

const rejected = { origin: "unhandled-rejection", error: "NOSCRIPT No matching script" } as const;

test("a run without an error that reached no caller has no crash", () => {
  expect(found(faulty().build())).toEqual([]);
});

test.each([
  ["uncaught-exception", "subscriber-a threw an error that nothing caught: oops"],
  ["unhandled-rejection", "subscriber-a left a rejected promise unhandled: oops"],
  ["unhandled-error-event", "subscriber-a emitted an `error` event without a listener: oops"],
  ["exit", "subscriber-a ended the process: oops"],
  ["died", "subscriber-a died: oops"],
] as const)("an error of the origin %s fails the run", (origin, text) => {
  const history = faulty().strayError({ at: 128, origin }).build();
  expect(findingOf(history, "crashed")).toMatchObject({
    rule: `crashed/${origin}`,
    verdict: "fail",
    summary: `${text}; it came during cut by RST on every connection, 28 ms after it was injected`,
  });
});

test("a call that failed is no crash, and neither is an error of unknown origin", () => {
  expect(found(faulty().strayError({ at: 50, origin: "call" }).build())).toEqual([
    "no-evidence unknown",
  ]);
  expect(found(faulty().strayError({ at: 50 }).build())).toEqual(["no-evidence unknown"]);
});

test("the end of a process by a fault or by a handler of the plan is no crash", () => {
  expect(found(faulty().processEnd({ at: 350 }).build())).toEqual([]);
});

test("a crash stands before all other findings", () => {
  const history = faulty()
    .publish("publisher-0/2", { at: 400 })
    .strayError({ at: 500, ...rejected });
  expect(found(history.build())).toEqual(["crashed fail", "lost fail"]);
});

describe("the finding of several errors", () => {
  test("errors that differ only in numbers and ids are one finding with their count and roles", () => {
    const history = faulty()
      .strayError({
        at: 128,
        by: "publisher-0",
        ...rejected,
        error: "job 17 of a65ddfed-11 failed",
      })
      .strayError({
        at: 150,
        by: "publisher-1",
        ...rejected,
        error: "job 9 of b0c1d2e3-12 failed",
      });
    expect(findingOf(history.build(), "crashed").summary).toBe(
      "publisher-0, publisher-1 left a rejected promise unhandled, 2 times: job 17 of a65ddfed-11 failed; the first came during cut by RST on every connection, 28 ms after it was injected",
    );
  });

  test("more than four different texts of one rule are merged in the last finding", () => {
    const history = faulty();
    for (const text of ["a", "b", "c", "d", "e"]) {
      history.strayError({ at: 150, ...rejected, error: `error ${text}` });
    }
    const { length } = found(history.build());
    expect(length).toBe(4);
    history.strayError({ at: 160, ...rejected, error: "error a" });
    const texts = found(history.build());
    expect(texts).toEqual(Array.from({ length: 4 }, () => "crashed fail"));
  });
});

test("the finding says if the error came after the bus had closed", () => {
  const history = faulty().strayError({ at: 1200, ...rejected, afterClose: true });
  expect(findingOf(history.build(), "crashed").summary).toContain(
    "it came after its bus had closed, 1 s after cut by RST on every connection was healed",
  );
});

describe("the stack of the finding", () => {
  const stackOf = (stack: readonly string[]) =>
    findingOf(
      faulty()
        .strayError({ at: 50, ...rejected, stack })
        .build(),
      "crashed",
    ).stack;

  test("the stack begins with the first frames outside Node itself", () => {
    const own = [
      "at a (bus.ts:1:1)",
      "at b (bus.ts:2:1)",
      "at c (bus.ts:3:1)",
      "at d (bus.ts:4:1)",
    ];
    const node = "at TCP.onStreamRead (node:internal/stream_base_commons:216:20)";
    expect(stackOf([node, ...own, "at e (bus.ts:5:1)"])).toEqual(own);
  });

  test("a stack that is inside Node alone is shown as it is", () => {
    const stack = ["at TCP.onStreamRead (node:internal/stream_base_commons:216:20)"];
    expect(stackOf(stack)).toEqual(stack);
  });
});
