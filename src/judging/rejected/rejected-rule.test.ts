import { describe, expect, test } from "vitest";

import { indexHistory } from "../../history/index-history.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHeader, scriptHistory, type HeaderScript } from "../testing/history-builder.ts";

const checkers = ["rejection"];

/** Builds a run in which the second publish fails. */
function refusing(outcome: "fail" | "info", header: HeaderScript = {}) {
  return scriptHistory({ checkers, ...header })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 20, outcome });
}

describe("judgeRejections", () => {
  test.each(["fail", "info"] as const)(
    "a publish that fails (%s) without a fault is reported",
    (outcome) => {
      const history = refusing(outcome).drain().build();
      expect(found(history)).toEqual(["rejected fail"]);
      expect(findingOf(history, "rejected")).toMatchObject({
        rule: "rejected/without-a-fault",
        summary:
          "1 publish rejected without a fault; the first was publisher-0/1, in a run without faults: connection lost",
        messages: ["publisher-0/1"],
      });
    },
  );

  test("a publish whose command Redis refused is reported with the error of Redis", () => {
    const history = refusing("fail", { hasCommands: true, isBurst: true })
      .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "1-0" })
      .wire({
        at: 20,
        command: "XADD",
        messages: ["publisher-0/1"],
        error: "ERR the id is too small",
      })
      .drain()
      .build();
    expect(findingOf(history, "rejected")).toMatchObject({
      rule: "rejected/refused-by-redis",
      verdict: "fail",
    });
    expect(findingOf(history, "rejected").summary).toContain("ERR the id is too small");
  });

  test("a burst that the bus refuses itself is back-pressure", () => {
    const history = refusing("fail", { isBurst: true }).drain().build();
    expect(found(history)).toEqual(["rejected pass"]);
  });

  test("a publish that fails before the first acknowledged one is not reported", () => {
    const history = scriptHistory({ checkers })
      .subscribe({})
      .publish("publisher-0/0", { at: 5, outcome: "fail" })
      .exchange("publisher-0/1", 10)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a publish that fails after the drain is not reported", () => {
    const history = scriptHistory({ checkers })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 600, outcome: "fail" })
      .drain({ at: 500 });
    expect(found(history.build())).toEqual([]);
  });

  test.each([
    { title: "is not reported if the harness closed its bus before", closeMs: 20, findings: [] },
    {
      title: "is reported if the harness closed its bus afterwards",
      closeMs: 22,
      findings: ["rejected fail"],
    },
  ])("a publish that fails at 21 ms $title", ({ closeMs, findings }) => {
    const close = { kind: "bus-call", process: "publisher-0", call: "close" } as const;
    // An interrupted run has no drain.
    const operations = [
      ...refusing("info").operations(),
      { ...close, type: "invoke", index: 0, timeMs: closeMs } as const,
    ].toSorted((left, right) => left.timeMs - right.timeMs);
    const indexed = operations.map((operation, index) => ({ ...operation, index }));
    const all = found(indexHistory(scriptHeader({ checkers }), indexed));
    expect(all.filter((each) => each.startsWith("rejected"))).toEqual(findings);
  });

  test("a publish that never settles is not rejected", () => {
    const history = scriptHistory({ checkers })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, tookMs: null })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("the verdict is unknown if the harness stood still", () => {
    const history = refusing("info")
      .sample({ sample: "harness", values: { eventLoopDelayMs: 501 } })
      .drain();
    expect(findingOf(history.build(), "rejected").rule).toBe("rejected/harness-starved");
  });
});

describe("a publish that fails around a fault", () => {
  /** The fault lasts from 1 s to 2 s, and the publisher is acknowledged again at 3.001 s. */
  function failingAt(at: number) {
    const history = scriptHistory({ checkers })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault({ at: 1000, healAt: 2000 })
      .exchange("publisher-0/9", 3000)
      .publish("publisher-0/1", { at, outcome: "fail" });
    return found(history.drain().build());
  }

  test.each([749, 1500, 2500, 5001])("is explained at %i ms, because the fault is near", (at) => {
    expect(failingAt(at)).toEqual([]);
  });

  test.each([748, 5002])("is reported at %i ms, because the fault is not near", (at) => {
    expect(failingAt(at)).toEqual(["rejected fail"]);
  });
});
