import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

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

describe("a stalled drain", () => {
  test("is not explained by a duplicate that is allowed", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 12, outcome: "fail" })
      .deliver("publisher-0/0", { at: 20 })
      .drain({ outcome: "stalled" });
    expect(found(history.build())).toEqual(["no-evidence unknown", "duplicate pass"]);
  });
});

describe("a message that came three times", () => {
  const thrice = (second: "ok" | "fail") =>
    scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 12, outcome: "fail" })
      .deliver("publisher-0/0", { at: 20, outcome: second })
      .deliver("publisher-0/0", { at: 30 })
      .drain()
      .build();

  test("is looked at each time", () => {
    expect(found(thrice("ok"))).toEqual(["duplicate fail", "duplicate pass"]);
    expect(found(thrice("fail"))).toEqual(["duplicate pass"]);
    expect(findingOf(thrice("fail"), "duplicate").summary).toMatch(
      /^a got 1 message more than once \(2 extra deliveries\): .* came again after 8 ms, with no fault$/,
    );
  });

  test("is received if the last handler alone finished, and lost if none did", () => {
    const tries = (...outcomes: readonly ("ok" | "fail")[]) => {
      const history = calm().publish("publisher-0/1", { at: 20 });
      for (const [at, outcome] of outcomes.entries()) {
        history.deliver("publisher-0/1", { at: 30 + 10 * at, outcome });
      }
      return found(history.build());
    };
    expect(tries("fail", "fail", "ok")).toEqual(["duplicate pass"]);
    expect(tries("fail", "fail", "fail")).toEqual(["lost fail", "duplicate pass"]);
  });
});

test("a false rejection is dated by when it was rejected", () => {
  const history = calm()
    .publish("publisher-0/1", { at: 20, tookMs: 50, outcome: "fail" })
    .deliver("publisher-0/1", { at: 30 })
    .fault({ at: 60, healAt: 300 })
    .build();
  expect(findingOf(history, "false-rejection").summary).toContain("during SIGKILL redis, 10 ms");
});

test("unacknowledged messages are told with the groups that hold them", () => {
  const pending = [{ id: "1-0", consumer: "a-1", idleMs: 9000, deliveries: 1 }];
  const history = calm()
    .audit({
      entries: [["1-0", "publisher-0/0"]],
      groups: [{ name: "a", lastDeliveredId: "1-0", pending }],
    })
    .build();
  expect(findingOf(history, "unacknowledged").summary).toBe(
    "1 message handled but still pending after the drain, for a",
  );
});
