import { describe, expect, test } from "vitest";

import { indexHistory } from "../../history/index-history.ts";
import { found } from "../testing/found.ts";
import { scriptHeader, scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const late = "publisher-0/0";
const read = { by: "subscriber-a", command: "XREADGROUP", group: "a", returned: [late] };
const once = { ...read, at: 39 };
const before = { ...read, at: 15 };
/** What makes the command known as one that reads, whatever it returned. */
const other = { ...read, at: 29, returned: ["publisher-0/1"] };

/** Of another entry, from a group that does acknowledge what it handled. */
const ofAnother = { at: 90_000, by: "subscriber-a", command: "XACK", group: "a", ids: ["9-9"] };

/** Two messages of one publisher, the second delivered first; the first is called a second attempt. */
function second(wire: readonly WireScript[], { hasCommands = true, attempt = 2 } = {}) {
  const builder = scriptHistory({ hasCommands, guarantees: { ordering: "per-publisher" } })
    .subscribe({ process: "subscriber-0" })
    .subscribe({ process: "subscriber-a" })
    .publish(late, { at: 10 })
    .publish("publisher-0/1", { at: 20 })
    .deliver("publisher-0/1", { at: 30 })
    .deliver(late, { at: 40, attempt })
    .drain();
  for (const each of [...wire, ofAnother]) builder.wire(each);
  return builder;
}

const reordered = ["reordered fail"];
const judged = (...wire: readonly WireScript[]) => found(second(wire).build());

describe("a further attempt that comes late", () => {
  test("is none if the wire shows that the message was read only once", () => {
    expect(judged(once)).toEqual(reordered);
  });

  test.each<[string, WireScript]>([
    ["by the same subscriber", before],
    ["by another one of the group", { ...before, by: "subscriber-0" }],
    ["for the group under a longer name", { ...before, group: "bus:a" }],
    ["with a reply that got lost", { ...before, repliedAt: null }],
    ["right at the delivery", { ...before, at: 40 }],
  ])("is one if it had been read before %s", (_name, earlier) => {
    expect(judged(earlier, once)).toEqual([]);
  });

  test.each<[string, WireScript]>([
    ["for another group", { ...before, group: "b" }],
    ["by somebody else", { ...before, by: "publisher-0" }],
    ["only afterwards", { ...before, at: 41 }],
  ])("is none if it was read again %s", (_name, elsewhere) => {
    expect(judged(elsewhere, once)).toEqual(reordered);
  });

  test("needs the word of the bus too", () => {
    expect(found(second([before, once], { attempt: 1 }).build())).toEqual(reordered);
  });

  test("is one if it had been pushed to the subscriber before", () => {
    const push = { kind: "wire-push", type: "info", connection: 0, returned: [late] } as const;
    const pushed = { ...push, index: 0, timeMs: 15, process: "subscriber-a" };
    const operations = [pushed, ...second([once]).operations()];
    const numbered = operations.map((each, index) => ({ ...each, index }));
    const header = scriptHeader({ hasCommands: true, guarantees: { ordering: "per-publisher" } });
    expect(found(indexHistory(header, numbered))).toEqual([]);
  });
});

describe("the word of the bus counts", () => {
  test("where the links saw no commands", () => {
    expect(found(second([], { hasCommands: false }).build())).toEqual([]);
  });

  test("where no read shows the message", () => {
    expect(judged(other)).toEqual([]);
  });

  test("where the subscriber has a connection that cannot be read", () => {
    const opaqueTo = (by: string) => found(second([once]).opaque({ at: 1, by }).build());
    expect(opaqueTo("subscriber-a")).toEqual([]);
    expect(opaqueTo("publisher-0")).toEqual(reordered);
  });

  const noReply = { ...read, executedAt: null, repliedAt: null, returned: [] };

  test.each<[string, WireScript]>([
    ["got no reply", { ...noReply, at: 12 }],
    ["was sent right at the delivery", { ...noReply, at: 40 }],
    ["returned too much to be looked through", { ...other, at: 15, partial: true }],
  ])("where a read %s", (_name, unclear) => {
    expect(judged(unclear, once)).toEqual([]);
  });

  test.each<[string, WireScript]>([
    ["ended before the message was published", { ...noReply, at: 9 }],
    ["was sent after the delivery", { ...noReply, at: 41 }],
    ["was never sent", { ...noReply, at: 12, forwardedAt: null }],
    ["is of another group", { ...noReply, at: 12, group: "b" }],
    ["is of another role", { ...noReply, at: 12, by: "publisher-0" }],
    ["reads nothing", { ...noReply, at: 12, command: "XACK" }],
  ])("but not where one that %s got no reply", (_name, harmless) => {
    expect(judged(harmless, once)).toEqual(reordered);
  });
});
