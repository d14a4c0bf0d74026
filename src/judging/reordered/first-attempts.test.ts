import { describe, expect, test } from "vitest";

import { indexHistory } from "../../history/index-history.ts";
import { found } from "../testing/found.ts";
import { scriptHeader, scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const late = "publisher-0/0";
const read = { by: "subscriber-a", command: "XREADGROUP", group: "a", returned: [late] };
const once = { ...read, at: 39 };
const before = { ...read, at: 15 };
/** A read of another message: it shows that XREADGROUP is a command which returns messages. */
const other = { ...read, at: 29, returned: ["publisher-0/1"] };

/** Acknowledges another entry; without any XACK of the group the run would also be `unacknowledged`. */
const acknowledgesOther = {
  at: 90_000,
  by: "subscriber-a",
  command: "XACK",
  group: "a",
  ids: ["9-9"],
};

/**
 * Builds the history of two messages of one publisher. The second is delivered first, and the bus calls the delivery of
 * the first its second attempt.
 */
function lateAttempt(wire: readonly WireScript[], { hasCommands = true, attempt = 2 } = {}) {
  const builder = scriptHistory({ hasCommands, guarantees: { ordering: "per-publisher" } })
    .subscribe({ process: "subscriber-0" })
    .subscribe({ process: "subscriber-a" })
    .publish(late, { at: 10 })
    .publish("publisher-0/1", { at: 20 })
    .deliver("publisher-0/1", { at: 30 })
    .deliver(late, { at: 40, attempt })
    .drain();
  for (const each of [...wire, acknowledgesOther]) builder.wire(each);
  return builder;
}

const reordered = ["reordered fail"];
const judged = (...wire: readonly WireScript[]) => found(lateAttempt(wire).build());

describe("a late delivery that the bus calls a further attempt", () => {
  test("a late attempt 2 is reordered if Redis gave the message to its group only once", () => {
    expect(judged(once)).toEqual(reordered);
  });

  test.each<[string, WireScript]>([
    ["by the same subscriber", before],
    ["by another subscriber of the group", { ...before, by: "subscriber-0" }],
    ["for the group under a longer name", { ...before, group: "bus:a" }],
    ["with a reply that was lost", { ...before, repliedAt: null }],
    ["when the delivery began", { ...before, at: 40 }],
  ])("a late attempt 2 is a retry if the message had been read before %s", (_name, earlier) => {
    expect(judged(earlier, once)).toEqual([]);
  });

  test.each<[string, WireScript]>([
    ["for another group", { ...before, group: "b" }],
    ["by another role", { ...before, by: "publisher-0" }],
    ["after the delivery", { ...before, at: 41 }],
  ])("a late attempt 2 is reordered if the message was read again only %s", (_name, elsewhere) => {
    expect(judged(elsewhere, once)).toEqual(reordered);
  });

  test("a late attempt 1 is reordered even if the message had been read before", () => {
    expect(found(lateAttempt([before, once], { attempt: 1 }).build())).toEqual(reordered);
  });

  test("a late attempt 2 is a retry if the message had been pushed to the subscriber before", () => {
    const push = { kind: "wire-push", type: "info", connection: 0, returned: [late] } as const;
    const pushed = { ...push, index: 0, timeMs: 15, process: "subscriber-a" };
    const operations = [pushed, ...lateAttempt([once]).operations()];
    const numbered = operations.map((each, index) => ({ ...each, index }));
    const header = scriptHeader({ hasCommands: true, guarantees: { ordering: "per-publisher" } });
    expect(found(indexHistory(header, numbered))).toEqual([]);
  });
});

describe("commands that do not show whether a delivery was the first", () => {
  test("a late attempt 2 is a retry if the links saw no commands", () => {
    expect(found(lateAttempt([], { hasCommands: false }).build())).toEqual([]);
  });

  test("a late attempt 2 is a retry if no read returned the message", () => {
    expect(judged(other)).toEqual([]);
  });

  test("a late attempt 2 is a retry if the link cannot read a connection of its subscriber", () => {
    const opaqueTo = (by: string) => found(lateAttempt([once]).opaque({ at: 1, by }).build());
    expect(opaqueTo("subscriber-a")).toEqual([]);
    expect(opaqueTo("publisher-0")).toEqual(reordered);
  });

  const noReply = { ...read, executedAt: null, repliedAt: null, returned: [] };

  test.each<[string, WireScript]>([
    ["got no reply", { ...noReply, at: 12 }],
    ["was sent when the delivery began, and got no reply", { ...noReply, at: 40 }],
    ["got a reply that was too long for the link to read", { ...other, at: 15, partial: true }],
  ])("a late attempt 2 is a retry if another read %s", (_name, unclear) => {
    expect(judged(unclear, once)).toEqual([]);
  });

  test.each<[string, WireScript]>([
    ["ended before the message was published", { ...noReply, at: 9 }],
    ["was sent after the delivery", { ...noReply, at: 41 }],
    ["was never sent", { ...noReply, at: 12, forwardedAt: null }],
    ["was for another group", { ...noReply, at: 12, group: "b" }],
    ["was sent by another role", { ...noReply, at: 12, by: "publisher-0" }],
    ["was XACK, which returns no message", { ...noReply, at: 12, command: "XACK" }],
  ])("a late attempt 2 is reordered if the command without a reply %s", (_name, harmless) => {
    expect(judged(harmless, once)).toEqual(reordered);
  });
});
