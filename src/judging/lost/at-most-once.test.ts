import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const atMostOnce = { guarantees: { delivery: "at-most-once" }, recoveryLimitMs: 5000 } as const;
const roles = ["subscriber-a"];

/** Hears the first message, is cut off from 1000 to 2000, and hears again from 3000 on. */
function cutOff(faultRoles: readonly string[] = roles) {
  return scriptHistory(atMostOnce)
    .subscribe({})
    .exchange("publisher-0/0", 100)
    .fault({ at: 1000, healAt: 2000, name: "refuse subscriber-a", roles: faultRoles })
    .exchange("publisher-0/9", 3000)
    .drain();
}

describe("losses of an at-most-once bus", () => {
  test("what was published while the subscriber was cut off makes the loss window", () => {
    const history = cutOff()
      .publish("publisher-0/1", { at: 1100 })
      .publish("publisher-0/2", { at: 1840 })
      .build();
    const judgement = judge(history);
    expect(judgement).toMatchObject({ verdict: "pass", metrics: { counts: { lost: 2 } } });
    expect(findingOf(history, "lost").summary).toContain(
      "a missed 2 from publisher-0/1 to publisher-0/2 within 740 ms",
    );
  });

  test("what was in flight when the fault struck belongs to it", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 800 }).build())).toEqual(["lost pass"]);
  });

  test("what was acknowledged well before the fault is lost", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 700 }).build())).toEqual(["lost fail"]);
  });

  test("what was published after the heal and before it heard again belongs to it", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 2500 }).build())).toEqual(["lost pass"]);
  });

  test("what was published after it heard again is lost", () => {
    expect(found(cutOff().publish("publisher-0/1", { at: 3500 }).build())).toEqual(["lost fail"]);
  });

  test("a subscriber that never hears again is excused only up to the recovery limit", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .exchange("publisher-0/0", 100)
      .fault({ at: 1000, healAt: 2000, roles })
      .publish("publisher-0/1", { at: 6900 })
      .publish("publisher-0/2", { at: 7100 })
      .drain()
      .build();
    const lost = judge(history).findings.map(({ verdict, messages }) => [verdict, ...messages]);
    expect(lost).toEqual([
      ["fail", "publisher-0/2"],
      ["pass", "publisher-0/1"],
    ]);
  });

  test("a fault on somebody else's path excuses nothing", () => {
    const history = cutOff(["publisher-0"]).publish("publisher-0/1", { at: 1100 }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("without any fault nothing may be lost", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20 })
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("an in-doubt message that one group got is not owed to another", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, outcome: "info" })
      .deliver("publisher-0/1", { at: 22, group: "a" })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("what is published after its subscription closed is not owed", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .close({ at: 500 })
      .publish("publisher-0/1", { at: 600 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a handler that failed got its message all the same", () => {
    const history = scriptHistory(atMostOnce)
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 12, outcome: "fail" })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("any second delivery fails, also during a fault", () => {
    const history = cutOff()
      .publish("publisher-0/1", { at: 900 })
      .deliver("publisher-0/1", { at: 990 })
      .deliver("publisher-0/1", { at: 2100 })
      .build();
    expect(found(history)).toEqual(["duplicate fail"]);
  });
});

test("a fault that never ends excuses what comes after it, and leaves the run unknown", () => {
  const history = scriptHistory(atMostOnce)
    .subscribe({})
    .exchange("publisher-0/0", 100)
    .fault({ at: 1000, healAt: null, roles })
    .publish("publisher-0/1", { at: 60_000 })
    .drain();
  expect(found(history.build())).toEqual(["no-evidence unknown", "lost pass"]);
});
