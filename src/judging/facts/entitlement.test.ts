import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";
import { entitlementReasonOf } from "./entitlement.ts";
import { factsOf } from "./facts.ts";

/** Five messages to group `a`; the third one is published and not delivered. */
function oneMissing() {
  return scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .publish("publisher-0/2", { at: 30 })
    .exchange("publisher-0/3", 40)
    .exchange("publisher-0/4", 50);
}

const concurrent = () =>
  scriptHistory()
    .subscribe({ at: 10, tookMs: 20 })
    .publish("publisher-0/0", { at: 15 })
    .exchange("publisher-0/1", 40)
    .drain();

describe("entitlementOf", () => {
  test("a message published during the subscribe call may be missed", () => {
    expect(found(concurrent().build())).toEqual([]);
  });

  test("a message published during the subscribe call may be delivered", () => {
    expect(found(concurrent().deliver("publisher-0/0", { at: 31 }).build())).toEqual([]);
  });

  test("a message published before a new group is not owed to it", () => {
    const history = scriptHistory().publish("publisher-0/0", { at: 0 }).subscribe({ at: 10 });
    expect(found(history.exchange("publisher-0/1", 20).drain().build())).toEqual([]);
  });

  describe.each(["at-least-once", "at-most-once"] as const)("a group of an %s bus", (delivery) => {
    const canaries = () =>
      scriptHistory({ guarantees: { delivery } })
        .subscribe({ at: 10 })
        .publish("publisher-0/0", { at: 20, canary: true })
        .exchange("publisher-0/1", 70);
    const lost = (history: HistoryBuilder) => findingOf(history.drain().build(), "lost").messages;

    test("is not owed the canaries from before the first one that it handled", () => {
      const history = canaries().ready({ at: 74 }).exchange("publisher-0/2", 80).drain();
      expect(found(history.build())).toEqual([]);
    });

    test("is owed what is published after it handled a canary", () => {
      const history = canaries().ready({ at: 74 }).publish("publisher-0/2", { at: 80 });
      expect(lost(history)).toEqual(["publisher-0/2"]);
    });

    test("is owed the canaries if only another group handled one", () => {
      expect(lost(canaries().ready({ at: 74, group: "b" }))).toEqual(["publisher-0/0"]);
    });

    test("is owed the canaries if it handled one only after it had closed and subscribed again", () => {
      const again = canaries().close({ at: 500 }).subscribe({ at: 510 }).ready({ at: 520 });
      expect(lost(again)).toEqual(["publisher-0/0"]);
    });
  });

  test("a message from before a group with `start` is owed to it if the bus claims to replay", () => {
    const history = scriptHistory({ guarantees: { replaysFromStart: true } })
      .publish("publisher-0/0", { at: 0 })
      .subscribe({ at: 10, from: "start" })
      .exchange("publisher-0/1", 20)
      .drain()
      .build();
    expect(findingOf(history, "lost").messages).toEqual(["publisher-0/0"]);
  });

  test("a message from before a group with `start` is not owed to it if the bus claims no replay", () => {
    const history = scriptHistory()
      .publish("publisher-0/0", { at: 0 })
      .subscribe({ at: 10, from: "start" })
      .exchange("publisher-0/1", 20)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("messages of a group whose subscribers all left before the drain wait for the next one", () => {
    const history = oneMissing().close({ at: 90 }).publish("publisher-0/5", { at: 95 }).drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a message that the position has passed is lost, even if all subscribers left", () => {
    const history = oneMissing()
      .close({ at: 90 })
      .drain()
      .audit({
        entries: [["3-0", "publisher-0/2"]],
        groups: [{ name: "a", lastDeliveredId: "5-0", pending: [] }],
      });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a message acknowledged after the group was left is not owed", () => {
    const history = oneMissing()
      .deliver("publisher-0/2", { at: 32 })
      .close({ at: 90 })
      .publish("publisher-0/5", { at: 95 })
      .drain()
      .audit({
        entries: [["6-0", "publisher-0/5"]],
        groups: [{ name: "a", lastDeliveredId: "6-0", pending: [] }],
      });
    expect(found(history.build())).toEqual([]);
  });

  test("a group whose subscriptions close after the drain is owed every message", () => {
    const history = oneMissing().drain({ at: 80 }).close({ at: 90 }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("a run whose groups got nothing and left is unknown", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .close({ at: 90 })
      .drain();
    expect(found(history.build())).toEqual(["no-evidence unknown"]);
  });
});

const inDoubt = () =>
  scriptHistory()
    .subscribe({ group: "a" })
    .subscribe({ group: "b" })
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 20, outcome: "info" })
    .drain();

const rejected = () =>
  scriptHistory()
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish("publisher-0/1", { at: 20, outcome: "fail" })
    .drain();

describe("entitlement to messages in doubt and rejected messages", () => {
  test("a message in doubt that no group got is not lost", () => {
    const judgement = judge(inDoubt().build());
    expect(judgement).toMatchObject({ findings: [], metrics: { counts: { recoveredInDoubt: 0 } } });
  });

  test("a message in doubt that every group got counts as recovered", () => {
    const history = inDoubt()
      .deliver("publisher-0/1", { at: 22, group: "a" })
      .deliver("publisher-0/1", { at: 22, group: "b" });
    const judgement = judge(history.build());
    expect(judgement).toMatchObject({ findings: [], metrics: { counts: { recoveredInDoubt: 1 } } });
  });

  test("a message in doubt that one group got is lost for the other", () => {
    const history = inDoubt().deliver("publisher-0/1", { at: 22, group: "a" }).build();
    expect(findingOf(history, "lost").summary).toContain("b 1");
  });

  test("a message in doubt is lost for a group whose position has passed it", () => {
    const history = inDoubt().audit({
      entries: [["9-0", "publisher-0/1"]],
      groups: [
        { name: "a", lastDeliveredId: "9-0", pending: [] },
        { name: "b", lastDeliveredId: "1-0", pending: [] },
      ],
    });
    expect(findingOf(history.build(), "lost").summary).toContain("a 1), past the group's position");
  });

  test("a message in doubt that reached the stream after a complete drain waits to be read", () => {
    const history = inDoubt().audit({
      entries: [["9-0", "publisher-0/1"]],
      groups: [
        { name: "a", lastDeliveredId: "1-0", pending: [] },
        { name: "b", lastDeliveredId: "1-0", pending: [] },
      ],
    });
    expect(found(history.build())).toEqual([]);
  });

  test("a publish that never settled counts as in doubt", () => {
    const history = inDoubt().publish("publisher-0/2", { at: 30, tookMs: null }).build();
    expect(judge(history)).toMatchObject({ verdict: "pass", metrics: { counts: { inDoubt: 2 } } });
  });

  test("a rejected message that no group gets has no finding", () => {
    expect(found(rejected().build())).toEqual([]);
  });

  test("a rejected message that was delivered is a false rejection", () => {
    const history = rejected().deliver("publisher-0/1", { at: 25 }).build();
    expect(found(history)).toEqual(["false-rejection fail"]);
  });

  test("a rejected message that the auditor found is a false rejection", () => {
    const groups = [{ name: "a", lastDeliveredId: "9-0", pending: [] }];
    const history = rejected()
      .audit({ entries: [["9-0", "publisher-0/1"]], groups })
      .build();
    expect(found(history)).toEqual(["false-rejection fail"]);
  });
});

describe("entitlement of a group of several subscribers", () => {
  const replaying = { guarantees: { replaysFromStart: true } };
  const early = () => scriptHistory(replaying).publish("publisher-0/0", { at: 0 });

  test("a group reads from the start if one of its subscribers asked for it", () => {
    const history = early()
      .subscribe({ at: 10, process: "subscriber-0", from: "new" })
      .subscribe({ at: 10, process: "subscriber-1", from: "start" })
      .exchange("publisher-0/1", 20)
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a group reads only new messages if no subscriber asked for the start", () => {
    const history = early()
      .subscribe({ at: 10, from: "new" })
      .exchange("publisher-0/1", 20)
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a group that all subscribers left is owed nothing from when the first one left", () => {
    const leaving = (firstAt: number) =>
      scriptHistory()
        .subscribe({ process: "subscriber-0" })
        .exchange("publisher-0/0", 10)
        .close({ at: firstAt })
        .subscribe({ at: 20, process: "subscriber-1" })
        .publish("publisher-0/1", { at: 50 })
        .close({ at: 90 })
        .drain()
        .audit({
          entries: [["3-0", "publisher-0/1"]],
          groups: [{ name: "a", lastDeliveredId: "9-0", pending: [] }],
        });
    expect(found(leaving(15).build())).toEqual([]);
    expect(found(leaving(15).subscribe({ at: 30 }).build())).toEqual(["lost fail"]);
  });
});

describe("entitlementReasonOf", () => {
  const reasonOf = (history: HistoryBuilder) => {
    const built = history.build();
    const [group] = factsOf(built).groups;
    return entitlementReasonOf(group!, built)(built.messages.get("publisher-0/0")!);
  };

  test.each([
    ["owed", scriptHistory().subscribe({}).publish("publisher-0/0", { at: 10 })],
    [
      "published before the group was ready",
      scriptHistory().publish("publisher-0/0", { at: 0 }).subscribe({ at: 10 }),
    ],
    [
      "published after the drain",
      scriptHistory().subscribe({}).drain({ at: 50 }).publish("publisher-0/0", { at: 60 }),
    ],
    [
      "settled after the group was left",
      scriptHistory()
        .subscribe({})
        .publish("publisher-0/0", { at: 10, tookMs: 9 })
        .close({ at: 15 }),
    ],
    [
      "taken out of Redis by a fault",
      scriptHistory()
        .subscribe({})
        .publish("publisher-0/0", { at: 10 })
        .fault({
          at: 30,
          healAt: 30,
          evidence: [{ what: "deleted", seen: true, removed: ["publisher-0/0"] }],
        }),
    ],
    [
      "no subscription stood throughout",
      scriptHistory({ guarantees: { delivery: "at-most-once" } })
        .subscribe({ at: 20 })
        .publish("publisher-0/0", { at: 10 }),
    ],
  ] as const)("the reason is: %s", (reason, history) => {
    expect(reasonOf(history)).toBe(reason);
  });
});
