import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type DeliverScript, type FaultScript } from "../testing/history-builder.ts";

interface Twice {
  readonly first: DeliverScript;
  readonly second: DeliverScript;
  readonly fault?: FaultScript;
  readonly guarantees?: { readonly deduplicates?: boolean };
}

/** One message that group `a` is given twice. */
function twice({ first, second, fault, guarantees = {} }: Twice) {
  const builder = scriptHistory({ guarantees })
    .subscribe({})
    .publish("publisher-0/0", { at: first.at - 2 })
    .deliver("publisher-0/0", first)
    .deliver("publisher-0/0", second)
    .drain();
  return (fault ? builder.fault(fault) : builder).build();
}

describe("duplicates", () => {
  test("one for no reason is unexplained", () => {
    const history = twice({ first: { at: 10 }, second: { at: 20 } });
    expect(found(history)).toEqual(["duplicate fail"]);
    expect(findingOf(history, "duplicate").summary).toContain("without a reason");
    expect(judge(history).metrics.counts).toMatchObject({
      duplicates: 1,
      unexplainedDuplicates: 1,
    });
  });

  test("one after a handler that failed is a retry", () => {
    const history = twice({ first: { at: 10, outcome: "fail" }, second: { at: 20 } });
    expect(found(history)).toEqual(["duplicate pass"]);
  });

  test("one before the first handler failed is no retry", () => {
    const first = { at: 10, outcome: "fail", tookMs: 500 } as const;
    expect(found(twice({ first, second: { at: 20 } }))).toEqual(["duplicate fail"]);
  });

  test("one after a handler that never returned is explained", () => {
    const history = twice({ first: { at: 10, tookMs: null }, second: { at: 20 } });
    expect(found(history)).toEqual(["duplicate pass"]);
  });

  test("one while the first handler was still at work is stolen, not explained", () => {
    const history = twice({ first: { at: 10, tookMs: 500 }, second: { at: 20 } });
    expect(found(history)).toEqual(["duplicate fail"]);
  });

  test("one across a fault that can have swallowed the acknowledgement is explained", () => {
    const fault = { at: 1012, healAt: 1500 };
    const history = twice({ first: { at: 1010 }, second: { at: 1600 }, fault });
    expect(found(history)).toEqual(["duplicate pass"]);
    expect(judge(history).metrics.counts).toMatchObject({
      duplicates: 1,
      unexplainedDuplicates: 0,
    });
  });

  test("one soon after a heal is explained, for the bus may need time to notice", () => {
    const fault = { at: 1000, healAt: 1200 };
    const history = twice({ first: { at: 3100 }, second: { at: 3300 }, fault });
    expect(found(history)).toEqual(["duplicate pass"]);
  });

  test("one long after a heal is unexplained", () => {
    const fault = { at: 1000, healAt: 1200 };
    const history = twice({ first: { at: 5000 }, second: { at: 5100 }, fault });
    expect(found(history)).toEqual(["duplicate fail"]);
  });

  test("a fault on somebody else's path explains nothing", () => {
    const fault = { at: 1012, healAt: 1500, roles: ["subscriber-b"] };
    const history = twice({ first: { at: 1010 }, second: { at: 1600 }, fault });
    expect(found(history)).toEqual(["duplicate fail"]);
  });

  test("a fault long after the acknowledgement is no reason to deliver everything again", () => {
    const fault = { at: 9000, healAt: 9500 };
    const history = twice({ first: { at: 1000 }, second: { at: 9600 }, fault });
    expect(found(history)).toEqual(["duplicate fail"]);
  });

  test("it is one if Redis itself may have forgotten", () => {
    const fault = { at: 9000, healAt: 9500, losesAll: true };
    const history = twice({ first: { at: 1000 }, second: { at: 9600 }, fault });
    expect(found(history)).toEqual(["duplicate pass"]);
  });

  test("a bus that claims deduplication may not deliver again across a fault", () => {
    const fault = { at: 1012, healAt: 1500 };
    const guarantees = { deduplicates: true };
    const history = twice({ first: { at: 1010 }, second: { at: 1600 }, fault, guarantees });
    expect(found(history)).toEqual(["duplicate fail"]);
  });

  test("it may retry what was not handled", () => {
    const guarantees = { deduplicates: true };
    const first = { at: 10, outcome: "fail" } as const;
    expect(found(twice({ first, second: { at: 20 }, guarantees }))).toEqual(["duplicate pass"]);
  });

  test("each group may get a message once", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .drain();
    expect(found(history.build())).toEqual([]);
  });
});

describe("messages that were appended twice", () => {
  const appended = (outcome: "ok" | "info", fault?: FaultScript, ids = ["1-0", "2-0"]) => {
    const builder = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 1000, tookMs: 600, outcome })
      .deliver("publisher-0/1", { at: 1610, id: ids[0] ?? "" })
      .deliver("publisher-0/1", { at: 1620, id: ids[1] ?? "" })
      .drain();
    return (fault ? builder.fault(fault) : builder).build();
  };

  test("a publish in doubt explains it", () => {
    expect(found(appended("info"))).toEqual(["duplicate pass"]);
  });

  test("a publish that was retried across a fault explains it", () => {
    const fault = { at: 1100, healAt: 1500, roles: ["publisher-0"] };
    expect(found(appended("ok", fault))).toEqual(["duplicate pass"]);
  });

  test("a fault on somebody else's path does not", () => {
    const fault = { at: 1100, healAt: 1500, roles: ["subscriber-b"] };
    expect(found(appended("ok", fault))).toEqual(["duplicate fail"]);
  });

  test("a publish in doubt does not explain that one and the same entry came twice", () => {
    expect(found(appended("info", undefined, ["1-0", "1-0"]))).toEqual(["duplicate fail"]);
  });

  test.each(["own-id", "own-1-0"])("%s may name both, for it is no entry of a stream", (id) => {
    const appendedAs = (outcome: "ok" | "info", fault?: FaultScript) =>
      found(appended(outcome, fault, [id, id]));
    const fault = { at: 1100, healAt: 1500, roles: ["publisher-0"] };
    expect(appendedAs("info")).toEqual(["duplicate pass"]);
    expect(appendedAs("ok", fault)).toEqual(["duplicate pass"]);
    expect(appendedAs("ok")).toEqual(["duplicate fail"]);
  });

  test("a calm publish does not", () => {
    expect(found(appended("ok"))).toEqual(["duplicate fail"]);
  });
});
