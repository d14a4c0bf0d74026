import { expect, test } from "vitest";

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
