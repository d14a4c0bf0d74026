import { describe, expect, test } from "vitest";

import { HarnessError } from "../errors.ts";
import { scriptHeader, scriptHistory } from "../judging/testing/history-builder.ts";
import { indexHistory } from "./index-history.ts";

describe("an indexed history", () => {
  test("an indexed message has the outcome and the times of its publish call", () => {
    const history = scriptHistory()
      .publish("publisher-0/3", { at: 10, intendedAt: 8, tookMs: 4, id: "1-0" })
      .publish("publisher-0/4", { at: 20, outcome: "fail" })
      .publish("publisher-0/5", { at: 30, outcome: "info" })
      .publish("publisher-0/6", { at: 40, tookMs: null })
      .build();
    expect(history.messages.get("publisher-0/3")).toMatchObject({
      publisher: "publisher-0",
      sequence: 3,
      intendedMs: 8,
      invokedMs: 10,
      settledMs: 14,
      outcome: "acknowledged",
      id: "1-0",
    });
    const outcomes = [...history.messages.values()].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["acknowledged", "rejected", "in-doubt", "in-doubt"]);
  });

  test("an indexed delivery has its outcome, its end, and its message if the payload is intact", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 12, tookMs: 3 })
      .deliver("publisher-0/0", { at: 20, outcome: "fail" })
      .deliver("publisher-0/0", { at: 30, tookMs: null })
      .deliver("publisher-0/0", { at: 40, damage: "corrupt" })
      .deliver("publisher-0/9", { at: 50 })
      .build();
    const seen = history.deliveries.map(({ outcome, endMs, message }) => [
      outcome,
      endMs,
      message?.key,
    ]);
    expect(seen).toEqual([
      ["handled", 15, "publisher-0/0"],
      ["failed", 21, "publisher-0/0"],
      ["unfinished", undefined, "publisher-0/0"],
      ["handled", 41, undefined],
      ["handled", 51, undefined],
    ]);
  });

  test("an indexed subscription has the times of its subscribe and close calls", () => {
    const history = scriptHistory()
      .subscribe({ at: 5, tookMs: 3 })
      .close({ at: 50, tookMs: 4 })
      .build();
    expect(history.subscriptions[0]).toMatchObject({
      invokedMs: 5,
      readyMs: 8,
      closeInvokedMs: 50,
      closedMs: 54,
    });
  });

  test("an indexed fault has the times of its calls and all its evidence", () => {
    const history = scriptHistory()
      .fault({ at: 10, healAt: 100, tookMs: 7, roles: ["a"] })
      .build();
    expect(history.faults[0]).toMatchObject({
      roles: ["a"],
      injectCallMs: 10,
      injectedMs: 17,
      healCallMs: 100,
      healedMs: 107,
      evidence: [{ seen: true }],
      injectIndex: 0,
    });
  });

  test("an indexed fault has no verified times if they could not be verified", () => {
    const history = scriptHistory().fault({ at: 10, healAt: 100, verified: false }).build();
    expect(history.faults[0]).toMatchObject({ injectedMs: undefined, healedMs: undefined });
  });

  test("the index of an empty history is empty", () => {
    expect(indexHistory(scriptHeader(), [])).toMatchObject({
      endMs: 0,
      drain: undefined,
      torn: false,
    });
  });

  test("the end of a process ends its subscriptions as a close does, and its handlers never finish", () => {
    const { subscriptions, deliveries, processEnds } = scriptHistory()
      .subscribe({})
      .subscribe({ group: "b" })
      .publish("publisher-0/0", { at: 5 })
      .deliver("publisher-0/0", { at: 6 })
      .deliver("publisher-0/0", { at: 8, tookMs: null })
      .processEnd({ at: 10 })
      .build();
    expect(processEnds).toMatchObject([{ process: "subscriber-a", how: "SIGKILL" }]);
    expect(subscriptions).toMatchObject([
      { group: "a", closeInvokedMs: 10, closedMs: undefined },
      { group: "b", closeInvokedMs: undefined },
    ]);
    expect(deliveries.map(({ outcome }) => outcome)).toEqual(["handled", "unfinished"]);
  });

  test("a subscription that began to close before its process ended keeps the time of its close call", () => {
    const history = scriptHistory()
      .subscribe({})
      .close({ at: 5, tookMs: 10 })
      .processEnd({ at: 8 });
    expect(history.build().subscriptions).toMatchObject([{ closeInvokedMs: 5, closedMs: 15 }]);
  });

  test("an operation that ends a delivery of an ended process is an error of the recording", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 5 })
      .deliver("publisher-0/0", { at: 6, tookMs: 10 })
      .processEnd({ at: 10 });
    expect(() => history.build()).toThrow(HarnessError);
  });

  test.each([
    [
      "settles a message that was never published",
      { kind: "publish", type: "ok", message: "p/0", id: "1" },
    ],
    ["ends a delivery that never began", { kind: "deliver", type: "ok", delivery: 0 }],
    [
      "ends a subscribe call that was never made",
      { kind: "subscribe", type: "ok", subscription: 0 },
    ],
    ["closes a subscription that was never opened", { kind: "close", type: "ok", subscription: 0 }],
    ["ends a fault that was never injected", { kind: "fault", type: "ok", fault: 0, evidence: [] }],
  ])("indexing raises an error for an operation that %s", (_name, operation) => {
    const wrong = { index: 0, timeMs: 0, process: "p", ...operation };
    expect(() => indexHistory(scriptHeader(), [wrong as never])).toThrow(HarnessError);
  });

  test("indexing raises an error for a message that is published or settled twice", () => {
    const once = scriptHistory().publish("publisher-0/0", { at: 1 });
    expect(() => once.publish("publisher-0/0", { at: 5 }).build()).toThrow(/a second time/);
    const [invoke, ok] = scriptHistory().publish("publisher-0/0", { at: 1 }).operations();
    const twice = [invoke, ok, ok].flatMap((each) => each ?? []);
    expect(() => indexHistory(scriptHeader(), twice)).toThrow(/settles publisher-0\/0 again/);
  });
});
