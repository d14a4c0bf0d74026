import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";

const exchanged = () =>
  scriptHistory({ hasStreamAudit: true }).subscribe({}).exchange("publisher-0/0", 10).drain();
const group = { name: "a", lastDeliveredId: "1-0", pending: [] };
const nothing = { groups: [] };

describe("an audit of a key that holds no stream", () => {
  test("shows nothing where messages went through", () => {
    const history = exchanged().audit(nothing).build();
    expect(found(history)).toEqual(["no-evidence unknown"]);
    expect(findingOf(history, "no-evidence").summary).toBe(
      "orders: no stream at key:orders; check streamKey",
    );
  });

  test.each([
    ["that was trimmed to nothing", { entries: [], groups: [] }],
    ["whose entries were removed", { groups: [], removed: 7 }],
    ["with a group", { groups: [group] }],
    ["with a group behind a prefix", { groups: [{ ...group, name: "bus:a" }] }],
    ["of a bus that keeps its groups elsewhere", { entries: [["1-0", null]], groups: [] }],
  ] as const)("is told from one of a stream %s", (_what, audit) => {
    expect(found(exchanged().audit(audit).build())).toEqual([]);
  });

  test.each([
    ["acknowledged and not handled", { outcome: "ok" }, true],
    ["in doubt and not handled", { outcome: "info" }, false],
    ["rejected", { outcome: "fail" }, false],
  ] as const)("tells of a topic whose only message was %s: %j %s", (_what, published, told) => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({});
    history
      .publish("publisher-0/0", { at: 10, ...published })
      .drain()
      .audit(nothing);
    expect(isTold(history)).toBe(told);
  });

  test("tells of a topic whose only message was in doubt and handled", () => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({});
    history.publish("publisher-0/0", { at: 10, outcome: "info" });
    expect(isTold(history.deliver("publisher-0/0", { at: 20 }).drain().audit(nothing))).toBe(true);
  });

  test("tells nothing of what was published on another topic", () => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({});
    history.publish("publisher-0/0", { at: 10, topic: "invoices" }).drain().audit(nothing);
    expect(isTold(history)).toBe(false);
  });

  test("is told from one of a stream whatever the other pages hold", () => {
    expect(
      isTold(
        exchanged()
          .audit({ entries: [["1-0", null]] })
          .audit(nothing),
      ),
    ).toBe(false);
  });

  test("tells of its own topic alone", () => {
    const both = exchanged().subscribe({ topic: "invoices", group: "b" });
    const history = both.audit({ groups: [group] }).audit({ topic: "invoices", ...nothing });
    expect(isTold(history)).toBe(false);
    history.publish("publisher-0/1", { at: 20, topic: "invoices" });
    expect(isTold(history)).toBe(true);
  });

  test("tells of what was settled or handled by the moment of the audit", () => {
    const used = (): HistoryBuilder => scriptHistory({ hasStreamAudit: true }).subscribe({});
    const acknowledged = used().publish("publisher-0/0", { at: 10, tookMs: 2 });
    expect(isTold(acknowledged.drain({ at: 12 }).audit({ at: 12, ...nothing }))).toBe(true);
    const handled = used().publish("publisher-0/0", { at: 10, outcome: "info" });
    handled.deliver("publisher-0/0", { at: 12 }).drain({ at: 12 });
    expect(isTold(handled.audit({ at: 12, ...nothing }))).toBe(true);
  });

  test("tells nothing where only what came after it went through", () => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({}).drain({ at: 50 });
    history.audit({ at: 51, ...nothing }).exchange("publisher-0/0", 60);
    expect(isTold(history)).toBe(false);
  });

  test("is not asked for a group that everybody left", () => {
    const history = exchanged().close({ at: 90 }).audit(nothing).build();
    expect(found(history)).toEqual([]);
  });
});

describe("after Redis may have forgotten the stream", () => {
  const wiped = (marks: object, healAt: number | null = 40) =>
    exchanged()
      .fault({ at: 30, healAt, ...marks })
      .audit(nothing);

  test.each([{ losesAll: true }, { losesLastMs: 1000 }])("%j: it may be gone", (marks) => {
    expect(isTold(wiped(marks))).toBe(false);
  });

  test("by a fault that was never healed it may be gone too", () => {
    expect(isTold(wiped({ losesAll: true }, null).exchange("publisher-0/1", 50))).toBe(false);
  });

  test("it must be there again once something went through", () => {
    expect(isTold(wiped({ losesAll: true }).exchange("publisher-0/1", 41))).toBe(true);
    expect(isTold(wiped({ losesAll: true }).exchange("publisher-0/1", 40))).toBe(false);
  });

  test("what it held back and handled only then shows no stream", () => {
    const history = wiped({ losesAll: true }).publish("publisher-0/1", { at: 20, tookMs: 1 });
    expect(isTold(history.deliver("publisher-0/1", { at: 50 }))).toBe(false);
  });

  test("any other fault forgets nothing", () => {
    expect(isTold(wiped({}))).toBe(true);
  });
});

describe("an audit of a stream without the groups that subscribed", () => {
  const entries = [["1-0", "publisher-0/0"]] as const;
  const read = { at: 11, by: "subscriber-a", command: "XREADGROUP", group: "a" } as const;
  const elsewhere = (reading: object, groups: readonly (typeof group)[] = []) =>
    scriptHistory({ hasStreamAudit: true, hasCommands: true })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "1-0" })
      .wire({ ...read, ...reading })
      .fault({ at: 5, healAt: 6, losesAll: true })
      .drain()
      .audit({ entries, groups });

  test("shows nothing if they are seen on the wire", () => {
    const history = elsewhere({}).build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      "orders: no group a at key:orders, but no group at all; check streamKey",
    );
  });

  test("says which groups are there instead", () => {
    const others = ["x", "y"].map((name) => ({ ...group, name }));
    expect(findingOf(elsewhere({}, others).build(), "no-evidence").summary).toBe(
      "orders: no group a at key:orders, but x, y; check streamKey",
    );
  });

  test.each([
    ["of another group", { group: "b" }],
    ["that Redis refused", { error: "NOGROUP" }],
    ["from before Redis forgot", { at: 6 }],
  ])("is fine where the wire shows only a command %s", (_what, reading) => {
    expect(isTold(elsewhere(reading))).toBe(false);
  });

  test("is fine if the group is there behind a prefix", () => {
    const prefixed = [{ ...group, name: "bus:a" }];
    expect(isTold(elsewhere({ group: "bus:a" }, prefixed))).toBe(false);
  });
});

function isTold(history: HistoryBuilder): boolean {
  const { findings } = judge(history.build());
  return findings.some(({ summary }) => summary.endsWith("; check streamKey"));
}
