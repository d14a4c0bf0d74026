import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import { deliverTwice } from "./testing/delivered-twice.ts";
import {
  acknowledged,
  append,
  explained,
  firstRead,
  key,
  secondRead,
  unexplained,
} from "./testing/redelivered-entry.ts";

const withoutReason = { first: { at: 10 }, second: { at: 20 } };
const acrossFault = {
  first: { at: 1010 },
  second: { at: 1600 },
  fault: { at: 1012, healAt: 1500 },
};

describe("the verdict of a duplicate", () => {
  test("a duplicate without a reason fails, and counts as unexplained", () => {
    const history = deliverTwice(withoutReason);
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate")).toMatchObject({
      rule: "duplicate/unexplained",
      summary:
        "a got 1 message more than once: without a reason; publisher-0/0 came again after 10 ms, in a run without faults",
    });
    expect(judge(history).metrics.counts).toMatchObject({
      duplicates: 1,
      unexplainedDuplicates: 1,
    });
  });

  test("a duplicate with a reason passes, and does not count as unexplained", () => {
    const history = deliverTwice(acrossFault);
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").rule).toBe("duplicate/explained");
    expect(judge(history).metrics.counts).toMatchObject({
      duplicates: 1,
      unexplainedDuplicates: 0,
    });
  });

  test("a duplicate across a fault fails a bus that claims to deduplicate", () => {
    const history = deliverTwice({ ...acrossFault, guarantees: { deduplicates: true } });
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").rule).toBe("duplicate/despite-deduplication");
  });

  test("a retry after a failed handler passes for a bus that claims to deduplicate", () => {
    const guarantees = { deduplicates: true };
    const first = { at: 10, outcome: "fail" } as const;
    const history = deliverTwice({ first, second: { at: 20 }, guarantees });
    expect(found(history)).toEqual(explained);
  });

  test("a duplicate across a fault fails an at-most-once bus", () => {
    const guarantees = { delivery: "at-most-once" } as const;
    const history = deliverTwice({ ...acrossFault, guarantees });
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").rule).toBe("duplicate/at-most-once");
  });

  test("a duplicate across a fault passes for a best-effort bus, and one without a reason fails", () => {
    const guarantees = { delivery: "best-effort" } as const;
    expect(found(deliverTwice({ ...acrossFault, guarantees }))).toEqual(explained);
    const twice = deliverTwice({ first: { at: 10 }, second: { at: 2000 }, guarantees });
    expect(found(twice)).toEqual(unexplained);
    expect(findingOf(twice, "duplicate").rule).toBe("duplicate/unexplained");
  });

  test("a duplicate across a close is unknown if the harness stood still, and fails otherwise", () => {
    const acrossClose = { ...withoutReason, closedAt: 15 };
    const history = deliverTwice({ ...acrossClose, harnessDelayMs: 501 });
    expect(found(history)).toEqual(["duplicate unknown"]);
    expect(findingOf(history, "duplicate")).toMatchObject({
      rule: "duplicate/harness-starved",
      summary: expect.stringContaining("the harness itself stood still for 501 ms"),
    });
    expect(found(deliverTwice({ ...acrossClose, harnessDelayMs: 500 }))).toEqual(unexplained);
    expect(found(deliverTwice({ ...withoutReason, harnessDelayMs: 501 }))).toEqual(unexplained);
  });

  test("a harness that stood still excuses no bus that claims never to repeat", () => {
    const starved = { ...withoutReason, closedAt: 15, harnessDelayMs: 501 };
    for (const guarantees of [{ delivery: "at-most-once" }, { deduplicates: true }] as const)
      expect(found(deliverTwice({ ...starved, guarantees }))).toEqual(unexplained);
  });

  test("a message that two groups get once each is no duplicate", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange(key, 10)
      .drain();
    expect(found(history.build())).toEqual([]);
  });
});

test("duplicates of two different mistakes are reported as unexplained", () => {
  const history = scriptHistory({ hasCommands: true }).subscribe({});
  for (const each of [append, firstRead, acknowledged, secondRead]) history.wire(each);
  history
    .publish(key, { at: 10, id: "1-0" })
    .deliver(key, { at: 20, id: "1-0" })
    .deliver(key, { at: 1600, id: "1-0" })
    .publish("publisher-0/1", { at: 30, id: "2-0" })
    .deliver("publisher-0/1", { at: 40, id: "2-0" })
    .deliver("publisher-0/1", { at: 700, id: "3-0" })
    .wire({ at: 30, command: "XADD", messages: ["publisher-0/1"], reply: "2-0" })
    .wire({ at: 600, command: "XADD", messages: ["publisher-0/1"], reply: "3-0" })
    .drain();
  expect(findingOf(history.build(), "duplicate")).toMatchObject({
    rule: "duplicate/unexplained",
    messages: ["publisher-0/1", key],
  });
});

describe("the summary of duplicates", () => {
  test("the summary says how many deliveries were extra if a message came three times", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish(key, { at: 10 })
      .deliver(key, { at: 12, outcome: "fail" })
      .deliver(key, { at: 20, outcome: "fail" })
      .deliver(key, { at: 30 })
      .drain();
    expect(findingOf(history.build(), "duplicate").summary).toBe(
      "a got 1 message more than once (2 extra deliveries): all because the handler had failed; publisher-0/0 came again after 8 ms, in a run without faults",
    );
  });

  test("the summary names every group that got messages twice", () => {
    const history = scriptHistory().subscribe({ group: "a" }).subscribe({ group: "b" });
    history.exchange("publisher-0/0", 10).exchange("publisher-0/1", 20).drain();
    for (const group of ["a", "b"]) history.deliver("publisher-0/1", { at: 30, group });
    history.deliver("publisher-0/0", { at: 40, group: "a" });
    expect(findingOf(history.build(), "duplicate").summary).toMatch(
      /^a, b got 3 messages more than once \(counted for each of 2 groups\): all without a reason;/,
    );
  });
});
