import { describe, expect, test } from "vitest";

import type { Operation } from "../history/operation.ts";
import type { FindingKind } from "./finding/finding.ts";
import { findingOf } from "./testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "./testing/history-builder.ts";

/** A history in which messages 0 and 2 arrive. Message 1 is added by each case. */
const sound = (script = {}) =>
  scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).exchange("publisher-0/2", 90);

const pending = [{ id: "1-0", consumer: "a-1", idleMs: 9000, deliveries: 1 }];
const groups = [{ name: "a", lastDeliveredId: "1-0", pending }];
const entries = [["1-0", "publisher-0/1"]] as const;
const once = (history: HistoryBuilder) => history.exchange("publisher-0/1", 20);
const unheard = (history: HistoryBuilder) => history.publish("publisher-0/1", { at: 20 });
const refused = (history: HistoryBuilder) =>
  history.publish("publisher-0/1", { at: 20, outcome: "fail" });

interface Case {
  readonly kind: FindingKind;
  readonly script?: object;
  readonly addTo: (history: HistoryBuilder) => HistoryBuilder;
  /** Message 1 unless given. */
  readonly messages?: readonly string[];
  readonly isNamed: (operation: Operation) => boolean;
}

const isCall = (kind: Operation["kind"], at: number) => (operation: Operation) =>
  operation.kind === kind && operation.type === "invoke" && operation.timeMs === at;

const cases: readonly Case[] = [
  { kind: "lost", addTo: (history) => unheard(history).drain(), isNamed: isCall("publish", 20) },
  {
    kind: "late",
    addTo: (history) => unheard(history).drain({ outcome: "progressing" }),
    isNamed: isCall("publish", 20),
  },
  {
    kind: "dropped",
    addTo: (history) =>
      unheard(history)
        .notice({ at: 60, notice: "gap", ids: ["id-publisher-0/1"] })
        .drain(),
    isNamed: isCall("publish", 20),
  },
  {
    kind: "unexpected",
    addTo: (history) => history.deliver("publisher-0/7", { at: 30 }).drain(),
    messages: ["publisher-0/7"],
    isNamed: isCall("deliver", 30),
  },
  {
    kind: "corrupt",
    addTo: (history) =>
      once(history).deliver("publisher-0/1", { at: 30, id: "9-9", damage: "corrupt" }).drain(),
    messages: ["9-9"],
    isNamed: isCall("deliver", 30),
  },
  {
    kind: "misrouted",
    addTo: (history) =>
      unheard(history).deliver("publisher-0/1", { at: 30, topic: "invoices" }).drain(),
    isNamed: isCall("deliver", 30),
  },
  {
    kind: "duplicate",
    addTo: (history) => once(history).deliver("publisher-0/1", { at: 30 }).drain(),
    isNamed: (each) => isCall("deliver", 22)(each) || isCall("deliver", 30)(each),
  },
  {
    kind: "false-rejection",
    addTo: (history) => refused(history).deliver("publisher-0/1", { at: 30 }).drain(),
    isNamed: ({ kind, type }) => kind === "publish" && type === "fail",
  },
  {
    kind: "unacknowledged",
    addTo: (history) => once(history).drain().audit({ entries, groups }),
    isNamed: isCall("publish", 20),
  },
  {
    kind: "reordered",
    addTo: (history) => unheard(history).deliver("publisher-0/1", { at: 95 }).drain(),
    isNamed: isCall("deliver", 95),
  },
  {
    kind: "zombie",
    addTo: (history) =>
      unheard(history).close({ at: 95 }).deliver("publisher-0/1", { at: 97 }).drain(),
    isNamed: isCall("deliver", 97),
  },
  {
    kind: "zombie",
    addTo: (history) =>
      history
        .close({ at: 95 })
        .deliver("publisher-0/1", { at: 97, id: "9-9", damage: "foreign" })
        .drain(),
    messages: ["9-9"],
    isNamed: isCall("deliver", 97),
  },
];

describe("the messages and operations of a finding", () => {
  test.each(cases.map((each) => [each.kind, each] as const))(
    "a finding of kind %s names its messages and operations",
    (kind, each) => {
      const { addTo, messages = ["publisher-0/1"], isNamed, script } = each;
      const builder = addTo(sound(script));
      const operations = builder.operations().filter(isNamed);
      expect(operations.length).toBeGreaterThan(0);
      expect(findingOf(builder.build(), kind)).toMatchObject({
        messages,
        operations: operations.map(({ index }) => index),
      });
    },
  );

  test("a finding about a fault without evidence names the call that injected it, and no message", () => {
    const builder = sound().fault({ at: 30, healAt: 40, evidence: [] }).drain();
    const [call] = builder.operations().filter(isCall("fault", 30));
    const finding = findingOf(builder.build(), "no-evidence");
    expect(finding).toMatchObject({ messages: [], operations: [call?.index] });
  });

  test("a finding about an unexplained stall names the drain", () => {
    const builder = sound().drain({ outcome: "stalled" });
    const drain = builder.operations().find(({ kind }) => kind === "drain");
    expect(findingOf(builder.build(), "no-evidence").operations).toEqual([drain?.index]);
  });

  test("a finding about a missing drain names no operation", () => {
    const finding = findingOf(sound().build(), "no-evidence");
    expect(finding).toMatchObject({ messages: [], operations: [] });
  });

  test("a lost message is named by the start of its publish call", () => {
    const builder = sound().publish("publisher-0/1", { at: 20 }).drain();
    const lost = findingOf(builder.build(), "lost");
    expect(builder.operations()[lost.operations[0] ?? -1]).toMatchObject({ type: "invoke" });
  });
});
