import { describe, expect, test } from "vitest";

import type { Audit } from "../../history/operations/audit-operation.ts";
import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";

const exchanged = () =>
  scriptHistory({ hasStreamAudit: true }).subscribe({}).exchange("publisher-0/0", 10).drain();
const group = { name: "a", lastDeliveredId: "1-0", pending: [] };
const nothing = { groups: [] };

describe("a key that holds no stream", () => {
  test("a key without a stream is reported if messages went through its topic", () => {
    const history = exchanged().audit(nothing).build();
    expect(found(history)).toEqual(["no-evidence unknown"]);
    expect(findingOf(history, "no-evidence").summary).toBe(
      "orders: the auditor found no stream at key:orders; check streamKey",
    );
  });

  test("the finding names the key to which the bus wrote instead", () => {
    const history = exchanged()
      .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "1-0" })
      .audit(nothing)
      .build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      "orders: the auditor found no stream at key:orders, and the bus wrote to stream:orders; check streamKey",
    );
  });

  test.each([
    ["whose entries were all trimmed", { entries: [], groups: [] }],
    ["whose entries were removed", { groups: [], removed: 7 }],
    ["with a group", { groups: [group] }],
    ["with a group behind a prefix", { groups: [{ ...group, name: "bus:a" }] }],
    [
      "without groups, of a bus that keeps its groups elsewhere",
      { entries: [["1-0", null]], groups: [] },
    ],
  ] as const)("a stream %s is not reported", (_what, audit) => {
    expect(found(exchanged().audit(audit).build())).toEqual([]);
  });

  test.each([
    ["acknowledged and not handled", { outcome: "ok" }, true],
    ["in doubt and not handled", { outcome: "info" }, false],
    ["rejected", { outcome: "fail" }, false],
  ] as const)(
    "a key without a stream, whose only message was %s: %j, is reported: %s",
    (_what, published, told) => {
      const history = scriptHistory({ hasStreamAudit: true }).subscribe({});
      history
        .publish("publisher-0/0", { at: 10, ...published })
        .drain()
        .audit(nothing);
      expect(isTold(history)).toBe(told);
    },
  );

  test("a key without a stream is reported if its only message was in doubt and handled", () => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({});
    history.publish("publisher-0/0", { at: 10, outcome: "info" });
    expect(isTold(history.deliver("publisher-0/0", { at: 20 }).drain().audit(nothing))).toBe(true);
  });

  test("a key without a stream is not reported if the only message was on another topic", () => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({});
    history.publish("publisher-0/0", { at: 10, topic: "invoices" }).drain().audit(nothing);
    expect(isTold(history)).toBe(false);
  });

  test("a stream is not reported if only one of its audit pages shows entries", () => {
    expect(
      isTold(
        exchanged()
          .audit({ entries: [["1-0", null]] })
          .audit(nothing),
      ),
    ).toBe(false);
  });

  test("the messages of one topic do not make the key of another topic reported", () => {
    const both = exchanged().subscribe({ topic: "invoices", group: "b" });
    const history = both.audit({ groups: [group] }).audit({ topic: "invoices", ...nothing });
    expect(isTold(history)).toBe(false);
    history.publish("publisher-0/1", { at: 20, topic: "invoices" });
    expect(isTold(history)).toBe(true);
  });

  test("a key without a stream is reported if its message was settled or handled when the auditor looked", () => {
    const used = (): HistoryBuilder => scriptHistory({ hasStreamAudit: true }).subscribe({});
    const acknowledged = used().publish("publisher-0/0", { at: 10, tookMs: 2 });
    expect(isTold(acknowledged.drain({ at: 12 }).audit({ at: 12, ...nothing }))).toBe(true);
    const handled = used().publish("publisher-0/0", { at: 10, outcome: "info" });
    handled.deliver("publisher-0/0", { at: 12 }).drain({ at: 12 });
    expect(isTold(handled.audit({ at: 12, ...nothing }))).toBe(true);
  });

  test("a key without a stream is not reported if its messages came after the audit", () => {
    const history = scriptHistory({ hasStreamAudit: true }).subscribe({}).drain({ at: 50 });
    history.audit({ at: 51, ...nothing }).exchange("publisher-0/0", 60);
    expect(isTold(history)).toBe(false);
  });

  test("a key without a stream is not reported if all subscribers left the group", () => {
    const history = exchanged().close({ at: 90 }).audit(nothing).build();
    expect(found(history)).toEqual([]);
  });
});

describe("a key without a stream after Redis may have lost data", () => {
  const wiped = (marks: object, healAt: number | null = 40) =>
    exchanged()
      .fault({ at: 30, healAt, ...marks })
      .audit(nothing);

  test.each([{ losesAll: true }, { losesLastMs: 1000 }])(
    "a key without a stream is not reported after a fault with %j",
    (marks) => {
      expect(isTold(wiped(marks))).toBe(false);
    },
  );

  test("a key without a stream is not reported if Redis lost all data and the fault was never healed", () => {
    expect(isTold(wiped({ losesAll: true }, null).exchange("publisher-0/1", 50))).toBe(false);
  });

  test("a key without a stream is reported if a message went through after Redis lost all data", () => {
    expect(isTold(wiped({ losesAll: true }).exchange("publisher-0/1", 41))).toBe(true);
    expect(isTold(wiped({ losesAll: true }).exchange("publisher-0/1", 40))).toBe(false);
  });

  test("a message from before the loss of data does not make a key without a stream reported", () => {
    const history = wiped({ losesAll: true }).publish("publisher-0/1", { at: 20, tookMs: 1 });
    expect(isTold(history.deliver("publisher-0/1", { at: 50 }))).toBe(false);
  });

  test("a key without a stream is reported after a fault that loses no data", () => {
    expect(isTold(wiped({}))).toBe(true);
  });
});

describe("a stream without the groups that subscribed", () => {
  const ours = [["1-0", "publisher-0/0"]] as const;
  const read = { at: 11, by: "subscriber-a", command: "XREADGROUP", group: "a" } as const;
  const elsewhere = (
    reading: object,
    groups: readonly (typeof group)[] = [],
    entries: Audit["entries"] = ours,
  ) =>
    scriptHistory({ hasStreamAudit: true, hasCommands: true })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "1-0" })
      .wire({ ...read, ...reading })
      .fault({ at: 5, healAt: 6, losesAll: true })
      .drain()
      .audit({ ...(entries && { entries }), groups });

  test("a missing group is reported as gone if the stream has the messages of the topic", () => {
    const history = elsewhere({}).build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      "orders: the stream at key:orders has no group a, and no other group; the group was there and is gone",
    );
  });

  test("a missing group points to streamKey if the stream has no message of the topic", () => {
    const history = elsewhere({}, [], [["1-0", null]]).build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      "orders: the stream at key:orders has no group a, and no other group; check streamKey",
    );
  });

  test("the finding names the groups that the stream has instead", () => {
    const others = ["x", "y"].map((name) => ({ ...group, name }));
    expect(findingOf(elsewhere({}, others).build(), "no-evidence").summary).toContain(
      "orders: the stream at key:orders has no group a, only x, y;",
    );
  });

  test.each([
    ["for another group", { group: "b" }],
    ["that Redis refused", { error: "NOGROUP" }],
    ["from before Redis lost all data", { at: 6 }],
  ])("a missing group is not reported if the only command is one %s", (_what, reading) => {
    expect(isTold(elsewhere(reading))).toBe(false);
  });

  test("a group is not reported if the stream has it with a prefix", () => {
    const prefixed = [{ ...group, name: "bus:a" }];
    expect(isTold(elsewhere({ group: "bus:a" }, prefixed))).toBe(false);
  });
});

describe("an audit that failed", () => {
  const audited = () => scriptHistory({ hasStreamAudit: true }).subscribe({}).drain();

  test("a run without its audit is unknown, and the finding names the topic", () => {
    const history = audited().exchange("publisher-0/0", 10).build();
    expect(found(history)).toEqual(["no-evidence unknown"]);
    expect(findingOf(history, "no-evidence")).toMatchObject({
      rule: "no-evidence/audit-failed",
      summary: "the auditor could not read the stream of orders",
    });
  });

  test("a run is unknown if one of the pages of its audit failed", () => {
    const history = audited()
      .exchange("publisher-0/0", 10)
      .audit({ groups: [group] });
    expect(found(history.audit({ error: "timed out" }).build())).toEqual(["no-evidence unknown"]);
  });

  test("a run with a complete audit that shows nothing wrong passes", () => {
    const history = audited()
      .exchange("publisher-0/0", 10)
      .audit({ groups: [group] });
    expect(found(history.build())).toEqual([]);
  });

  test("a run without an audit passes if all subscribers left the group", () => {
    const history = audited().exchange("publisher-0/0", 10).close({ at: 90 });
    expect(found(history.build())).toEqual([]);
  });
});

function isTold(history: HistoryBuilder): boolean {
  const { findings } = judge(history.build());
  return findings.some(({ summary }) => summary.endsWith("; check streamKey"));
}
