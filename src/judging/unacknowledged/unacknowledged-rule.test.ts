import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const calm = (script = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
const pending = [{ id: "1-0", consumer: "a-1", idleMs: 9000, deliveries: 1 }];
const entries = [["1-0", "publisher-0/0"]] as const;
const audit = { entries, groups: [{ name: "a", lastDeliveredId: "1-0", pending }] };

test("a message that was handled and is pending after the drain is reported with its group", () => {
  expect(findingOf(calm().audit(audit).build(), "unacknowledged")).toMatchObject({
    rule: "unacknowledged/pending-after-the-drain",
    verdict: "fail",
    summary: "1 message handled but still pending after the drain, for a",
    messages: ["publisher-0/0"],
  });
});

test("a message that is pending and was never handled is lost, not unacknowledged", () => {
  const unhandled = pending.map((each) => ({ ...each, id: "2-0" }));
  const history = calm()
    .publish("publisher-0/1", { at: 20 })
    .audit({
      entries: [["2-0", "publisher-0/1"]],
      groups: [{ name: "a", lastDeliveredId: "2-0", pending: unhandled }],
    });
  expect(found(history.build())).toEqual(["lost fail"]);
});

test("a pending message of a group that all subscribers left is not reported", () => {
  expect(found(calm().close({ at: 500 }).audit(audit).build())).toEqual([]);
});

test("a pending message is reported if the bus puts a prefix before the name of the group", () => {
  const groups = [{ name: "bus:a", lastDeliveredId: "1-0", pending }];
  expect(found(calm().audit({ entries, groups }).build())).toEqual(["unacknowledged fail"]);
});

test("a group without pending entries is not reported", () => {
  const groups = [{ name: "a", lastDeliveredId: "1-0", pending: [] }];
  expect(found(calm().audit({ entries, groups }).build())).toEqual([]);
});

test.each(["at-most-once", "best-effort"] as const)(
  "a pending message of a bus that claims %s is not reported",
  (delivery) => {
    expect(found(calm({ guarantees: { delivery } }).audit(audit).build())).toEqual([]);
  },
);

describe("a message from before the group was ready that is pending and was not handled", () => {
  const early = () =>
    scriptHistory({ guarantees: { redeliversWithinMs: 60_000 } })
      .publish("publisher-0/0", { at: 5, id: "1-0" })
      .subscribe({ at: 10 })
      .exchange("publisher-0/1", 20);
  const stalled = (history = early(), at = 100_000) =>
    history.drain({ outcome: "stalled", at }).audit({ ...audit, at: at + 10 });

  test("is reported if the drain stalled", () => {
    expect(findingOf(stalled().build(), "unacknowledged")).toMatchObject({
      rule: "unacknowledged/read-and-left-pending",
      verdict: "fail",
      summary:
        "1 message from before the group was ready read, but neither handled nor acknowledged, and still pending after the drain, for a",
      messages: ["publisher-0/0"],
    });
  });

  test("explains the stall, so the run shows something", () => {
    expect(found(stalled().build())).toEqual(["unacknowledged fail"]);
  });

  test("is not reported if the group handled it without acknowledging it, but as handled", () => {
    const handled = early().deliver("publisher-0/0", { at: 30, id: "1-0" });
    expect(findingOf(stalled(handled).build(), "unacknowledged")).toMatchObject({
      rule: "unacknowledged/pending-after-the-drain",
    });
  });

  test("is not reported before the bus had the time within which it hands messages out again", () => {
    expect(found(stalled(early(), 50_000).build())).toEqual(["no-evidence unknown"]);
  });

  test("is not reported if the group left", () => {
    expect(found(stalled(early().close({ at: 500 })).build())).toEqual(["no-evidence unknown"]);
  });

  test("is not reported if it is unread", () => {
    const unread = { entries, groups: [{ name: "a", lastDeliveredId: "0-0", pending: [] }] };
    const history = early().drain({ outcome: "stalled" }).audit(unread);
    expect(found(history.build())).toEqual(["no-evidence unknown"]);
  });
});
