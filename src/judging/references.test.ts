import { describe, expect, test } from "vitest";

import type { Operation } from "../history/operation.ts";
import type { FindingKind } from "./finding/finding.ts";
import { findingOf } from "./testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "./testing/history-builder.ts";

/** Message 0 is sound, 1 is what the finding is about, and 2 comes after it. */
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
  readonly tell: (history: HistoryBuilder) => HistoryBuilder;
  /** Message 1 unless given. */
  readonly messages?: readonly string[];
  readonly isMeant: (operation: Operation) => boolean;
}

const isCall = (kind: Operation["kind"], at: number) => (operation: Operation) =>
  operation.kind === kind && operation.type === "invoke" && operation.timeMs === at;

const cases: readonly Case[] = [
  { kind: "lost", tell: (history) => unheard(history).drain(), isMeant: isCall("publish", 20) },
  {
    kind: "late",
    tell: (history) => unheard(history).drain({ outcome: "progressing" }),
    isMeant: isCall("publish", 20),
  },
  {
    kind: "dropped",
    tell: (history) =>
      unheard(history)
        .notice({ at: 60, notice: "gap", ids: ["id-publisher-0/1"] })
        .drain(),
    isMeant: isCall("publish", 20),
  },
  {
    kind: "unexpected",
    tell: (history) => history.deliver("publisher-0/7", { at: 30 }).drain(),
    messages: ["publisher-0/7"],
    isMeant: isCall("deliver", 30),
  },
  {
    kind: "corrupt",
    tell: (history) =>
      once(history).deliver("publisher-0/1", { at: 30, id: "9-9", damage: "corrupt" }).drain(),
    messages: ["9-9"],
    isMeant: isCall("deliver", 30),
  },
  {
    kind: "misrouted",
    tell: (history) =>
      unheard(history).deliver("publisher-0/1", { at: 30, topic: "invoices" }).drain(),
    isMeant: isCall("deliver", 30),
  },
  {
    kind: "duplicate",
    tell: (history) => once(history).deliver("publisher-0/1", { at: 30 }).drain(),
    isMeant: (each) => isCall("deliver", 22)(each) || isCall("deliver", 30)(each),
  },
  {
    kind: "false-rejection",
    tell: (history) => refused(history).deliver("publisher-0/1", { at: 30 }).drain(),
    isMeant: ({ kind, type }) => kind === "publish" && type === "fail",
  },
  {
    kind: "unacknowledged",
    tell: (history) => once(history).drain().audit({ entries, groups }),
    isMeant: isCall("publish", 20),
  },
  {
    kind: "reordered",
    tell: (history) => unheard(history).deliver("publisher-0/1", { at: 95 }).drain(),
    isMeant: isCall("deliver", 95),
  },
  {
    kind: "zombie",
    tell: (history) =>
      unheard(history).close({ at: 95 }).deliver("publisher-0/1", { at: 97 }).drain(),
    isMeant: isCall("deliver", 97),
  },
  {
    kind: "zombie",
    tell: (history) =>
      history
        .close({ at: 95 })
        .deliver("publisher-0/1", { at: 97, id: "9-9", damage: "foreign" })
        .drain(),
    messages: ["9-9"],
    isMeant: isCall("deliver", 97),
  },
];

describe("a finding names its messages and its operations", () => {
  test.each(cases.map((each) => [each.kind, each] as const))("%s", (kind, each) => {
    const { tell, messages = ["publisher-0/1"], isMeant, script } = each;
    const builder = tell(sound(script));
    const operations = builder.operations().filter(isMeant);
    expect(operations.length).toBeGreaterThan(0);
    expect(findingOf(builder.build(), kind)).toMatchObject({
      messages,
      operations: operations.map(({ index }) => index),
    });
  });

  test("a fault without evidence names the call that injected it, and no message", () => {
    const builder = sound().fault({ at: 30, healAt: 40, evidence: [] }).drain();
    const [call] = builder.operations().filter(isCall("fault", 30));
    const finding = findingOf(builder.build(), "no-evidence");
    expect(finding).toMatchObject({ messages: [], operations: [call?.index] });
  });

  test("a stall that nothing explains names the drain", () => {
    const builder = sound().drain({ outcome: "stalled" });
    const drain = builder.operations().find(({ kind }) => kind === "drain");
    expect(findingOf(builder.build(), "no-evidence").operations).toEqual([drain?.index]);
  });

  test("a run without a drain names no operation, for there is none", () => {
    const finding = findingOf(sound().build(), "no-evidence");
    expect(finding).toMatchObject({ messages: [], operations: [] });
  });

  test("a publish call that never settled is named by its beginning", () => {
    const builder = sound().publish("publisher-0/1", { at: 20 }).drain();
    const lost = findingOf(builder.build(), "lost");
    expect(builder.operations()[lost.operations[0] ?? -1]).toMatchObject({ type: "invoke" });
  });
});
