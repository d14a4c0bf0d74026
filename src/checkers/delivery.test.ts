import { describe, expect, test } from "vitest";

import { judge } from "./judge.ts";
import { findingOf, found } from "./testing/found.ts";
import { scriptHistory } from "./testing/history-builder.ts";

const calm = (script = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();

describe("deliveries that should never have been", () => {
  test("a message that nobody published is unexpected", () => {
    const history = calm().deliver("publisher-0/77", { at: 30 }).build();
    expect(findingOf(history, "unexpected")).toMatchObject({
      verdict: "fail",
      messages: ["publisher-0/77"],
    });
  });

  test("the payload of another run is unexpected", () => {
    const history = calm().deliver("publisher-0/0", { at: 30, damage: "foreign" }).build();
    expect(found(history)).toEqual(["unexpected fail"]);
  });

  test("a payload that was changed is corrupt, and its message is lost", () => {
    const history = calm()
      .publish("publisher-0/1", { at: 20 })
      .deliver("publisher-0/1", { at: 22, damage: "corrupt" })
      .build();
    expect(found(history)).toEqual(["lost fail", "corrupt fail"]);
    expect(judge(history).metrics.counts.corrupt).toBe(1);
  });

  test("a message of another topic is misrouted", () => {
    const history = calm()
      .publish("publisher-0/1", { at: 20, topic: "invoices" })
      .deliver("publisher-0/1", { at: 22 })
      .build();
    expect(found(history)).toEqual(["misrouted fail"]);
  });

  test("a message under the name of another topic is misrouted", () => {
    const history = calm()
      .publish("publisher-0/1", { at: 20 })
      .deliver("publisher-0/1", { at: 22, topic: "invoices" })
      .build();
    expect(found(history)).toEqual(["misrouted fail"]);
  });
});

describe("messages that were handled but not acknowledged", () => {
  const pending = [{ id: "1-0", consumer: "a-1", idleMs: 9000, deliveries: 1 }];
  const entries = [["1-0", "publisher-0/0"]] as const;
  const audit = { entries, groups: [{ name: "a", lastDeliveredId: "1-0", pending }] };

  test("they fail once the drain is over", () => {
    expect(findingOf(calm().audit(audit).build(), "unacknowledged")).toMatchObject({
      verdict: "fail",
      messages: ["publisher-0/0"],
    });
  });

  test("what is pending because nobody handled it is lost, not unacknowledged", () => {
    const history = calm()
      .publish("publisher-0/1", { at: 20 })
      .audit({
        entries: [["2-0", "publisher-0/1"]],
        groups: [
          {
            name: "a",
            lastDeliveredId: "2-0",
            pending: pending.map((each) => ({ ...each, id: "2-0" })),
          },
        ],
      });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a group that everybody left may acknowledge when it comes back", () => {
    expect(found(calm().close({ at: 500 }).audit(audit).build())).toEqual([]);
  });

  test("a bus may put a prefix before the name of a group", () => {
    const groups = [{ name: "bus:a", lastDeliveredId: "1-0", pending }];
    expect(found(calm().audit({ entries, groups }).build())).toEqual(["unacknowledged fail"]);
  });

  test("nothing is pending after a clean run", () => {
    const groups = [{ name: "a", lastDeliveredId: "1-0", pending: [] }];
    expect(found(calm().audit({ entries, groups }).build())).toEqual([]);
  });

  test("they say nothing of an at-most-once bus", () => {
    const history = calm({ guarantees: { delivery: "at-most-once" } })
      .audit(audit)
      .build();
    expect(found(history)).toEqual([]);
  });

  test("a drain that stalled for no visible reason is unknown", () => {
    const history = scriptHistory().subscribe({}).exchange("publisher-0/0", 10);
    expect(found(history.drain({ outcome: "stalled" }).build())).toEqual(["no-evidence unknown"]);
  });
});
