import { describe, expect, test } from "vitest";

import type { AuditedGroup } from "../../history/operations/audit-operation.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import { readAudits, type StreamAudit } from "./stream-audit.ts";

type AuditScript = Parameters<ReturnType<typeof scriptHistory>["audit"]>[0];

const pendingEntry = (id: string) => ({ id, consumer: "a-1", idleMs: 9000, deliveries: 1 });
const group: AuditedGroup = { name: "a", lastDeliveredId: "9-0", pending: [] };

/** A history with one message, published under the id `3-0` unless given, and these pages. */
function audited(pages: readonly AuditScript[], id = "3-0") {
  const history = scriptHistory().publish("publisher-0/0", { at: 10, id });
  for (const page of pages) history.audit(page);
  return history.build();
}

function auditOf(pages: readonly AuditScript[], id?: string): StreamAudit {
  return readAudits(audited(pages, id)).get("orders")!;
}

function placeOf(pages: readonly AuditScript[], id?: string) {
  const history = audited(pages, id);
  return readAudits(history).get("orders")?.placeOf(history.messages.get("publisher-0/0")!, "a");
}

describe("an audit of a stream", () => {
  test("an audit with a page that failed, or that names an error, is not used", () => {
    const sound = audited([{ groups: [group] }, {}]);
    const [first, second] = sound.audits;
    expect(readAudits(sound).size).toBe(1);
    const failed = { ...second!, type: "info" } as const;
    expect(readAudits({ ...sound, audits: [first!, failed] }).size).toBe(0);
    const doubtful = { ...second!, error: "timed out" };
    expect(readAudits({ ...sound, audits: [first!, doubtful] }).size).toBe(0);
  });

  test("a topic that could not be read does not spoil the audit of another topic", () => {
    const history = audited([{ groups: [group] }, { topic: "invoices", error: "timed out" }]);
    expect([...readAudits(history).keys()]).toEqual(["orders"]);
  });

  test("entries of another run are not taken for messages", () => {
    const pending = [pendingEntry("1-0")];
    const audit = auditOf([{ entries: [["1-0", null]], groups: [{ ...group, pending }] }]);
    expect(audit.isStored("publisher-0/0")).toBe(false);
    expect(audit.pendingOf("a")).toEqual([]);
  });
});

describe("the place of a message that is not in the stream", () => {
  const later = [["4-0", "publisher-0/3"]] as const;
  const last = [["8-0", null]] as const;
  const earlier = [["2-0", "publisher-0/3"]] as const;

  interface Case {
    readonly because: string;
    readonly pages: readonly AuditScript[];
    readonly id?: string;
  }

  test.each<Case>([
    { because: "its id comes before the first entry", pages: [{ entries: later }] },
    { because: "an entry was removed", pages: [{ entries: later, removed: 1 }] },
    { because: "the first page is empty", pages: [{}, { entries: later }] },
    { because: "the last page is empty", pages: [{ entries: later }, {}] },
    { because: "no later page is before it", pages: [{ entries: later }, { entries: last }] },
  ])("a message was trimmed if $because", ({ pages }) => {
    expect(placeOf(pages)).toBe("trimmed");
  });

  test.each<Case>([
    { because: "its id comes after the first entry", pages: [{ entries: earlier }] },
    { because: "its id is that of the first entry", pages: [{ entries: later }], id: "4-0" },
    { because: "the stream is empty", pages: [{}] },
    { because: "the bus made up its id", pages: [{ entries: later }], id: "n/a" },
    { because: "no entry was removed", pages: [{ entries: later, removed: 0 }] },
    { because: "an earlier page came late", pages: [{ entries: later }, { entries: earlier }] },
    {
      because: "a later page does not count as the first",
      pages: [{ entries: later }, { entries: last }],
      id: "5-0",
    },
    {
      because: "the first count of removed entries holds",
      pages: [{ entries: later, removed: 0 }, { removed: 5 }],
    },
  ])("a message is not in Redis if $because", ({ pages, id }) => {
    expect(placeOf(pages, id)).toBe("not in Redis");
  });

  test("a message that was never acknowledged has no id, so it is not in Redis", () => {
    const history = scriptHistory()
      .publish("publisher-0/0", { at: 10, outcome: "info" })
      .audit({ entries: later })
      .build();
    const audit = readAudits(history).get("orders");
    expect(audit?.placeOf(history.messages.get("publisher-0/0")!, "a")).toBe("not in Redis");
  });
});

describe("the place of a message that is in the stream twice", () => {
  const entries = [
    ["3-0", "publisher-0/0"],
    ["5-0", "publisher-0/0"],
  ] as const;
  const twice = (of: Partial<AuditedGroup>) =>
    [{ entries, groups: [{ ...group, ...of }] }] as const;

  test("a message in two entries is pending if either entry is", () => {
    for (const id of ["3-0", "5-0"]) {
      const pages = twice({ pending: [pendingEntry(id)] });
      expect(placeOf(pages)).toBe("stuck pending");
      expect(auditOf(pages).pendingOf("a")).toEqual(["publisher-0/0"]);
    }
  });

  test("a message in two entries is unread until the position has passed both", () => {
    expect(placeOf(twice({ lastDeliveredId: "4-0" }))).toBe("unread");
    expect(placeOf(twice({ lastDeliveredId: "5-0" }))).toBe("past the group's position");
  });
});

describe("the position of a group", () => {
  const entries = [["3-0", "publisher-0/0"]] as const;
  const named = (...names: readonly string[]): readonly AuditScript[] => [
    { entries, groups: names.map((name) => ({ ...group, name })) },
  ];

  test.each([
    ["past the group's position", ["a"]],
    ["past the group's position", ["bus:a"]],
    ["past the group's position", ["bus:a", "bus:b"]],
    ["past the group's position", ["a", "one:a", "two:a"]],
    ["unknown", ["b"]],
    ["unknown", ["ba"]],
    ["unknown", ["one:a", "two:a"]],
    ["unknown", []],
  ])("a message of group a is %s if Redis has the groups %j", (place, names) => {
    expect(placeOf(named(...names))).toBe(place);
  });

  test("the pending entries come from all pages, and the position from the last one", () => {
    const page = (lastDeliveredId: string, id: string) => ({
      groups: [{ name: "a", lastDeliveredId, pending: [pendingEntry(id)] }],
    });
    const pages = [{ entries }, page("1-0", "3-0"), page("9-0", "7-0")];
    expect(auditOf(pages).pendingOf("a")).toEqual(["publisher-0/0"]);
    expect(placeOf([{ entries }, page("9-0", "8-0"), page("1-0", "7-0")])).toBe("unread");
  });

  test("a group that Redis does not know has no pending messages", () => {
    expect(auditOf(named("b")).pendingOf("a")).toEqual([]);
  });

  test("a message is pending only for the entry that is pending", () => {
    const both = [...entries, ["4-0", "publisher-0/1"]] as const;
    const pages = [{ entries: both, groups: [{ ...group, pending: [pendingEntry("4-0")] }] }];
    expect(auditOf(pages).pendingOf("a")).toEqual(["publisher-0/1"]);
  });
});
