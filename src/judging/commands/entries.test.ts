import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const other = "publisher-1/0";
const kind = "early-acknowledgement";
const early = [`${kind} fail`];

const append = { at: 10, command: "XADD", messages: [key], reply: "1-0" };
/** Forwarded while the handler of the first message is at work. */
const acknowledgement = {
  at: 21,
  by: "subscriber-a",
  command: "XACK",
  group: "a",
  ids: ["1-0"],
};

/** Two messages; the handler of the first works from 20 to 25 ms. */
function run(...wire: readonly WireScript[]): HistoryBuilder {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .publish(key, { at: 10, id: "1-0" })
    .publish(other, { at: 11, id: "2-0" })
    .deliver(key, { at: 20, tookMs: 5, id: "1-0" })
    .deliver(other, { at: 12, tookMs: 1, id: "2-0" })
    .drain();
  for (const each of wire) builder.wire(each);
  return builder;
}

describe("an acknowledgement whose entry is known", () => {
  test("an entry is found among others in its stream", () => {
    const next = { ...append, at: 11, messages: [other], reply: "2-0" };
    expect(findingOf(run(append, next, acknowledgement).build(), kind).messages).toEqual([key]);
  });

  test("an entry that only the auditor found is known", () => {
    const next = { ...append, at: 11, messages: [other], reply: "2-0", key: "orders" };
    const history = run(next, { ...acknowledgement, key: "orders" });
    expect(found(history.audit({ entries: [["1-0", key]] }).build())).toEqual(early);
  });

  test.each([key, null])(
    "an entry that the auditor reads as %s is known by its append",
    (entry) => {
      const onOrders = [append, acknowledgement].map((each) => ({ ...each, key: "orders" }));
      const history = run(...onOrders).audit({ entries: [["1-0", entry]] });
      expect(found(history.build())).toEqual(early);
    },
  );

  test("an entry is looked up in exactly its stream, even if another name ends with it", () => {
    const longer = { ...append, key: "bus:stream:orders", messages: [other] };
    expect(found(run(longer, append, acknowledgement).build())).toEqual(early);
  });

  test("an entry is found under the longer name of its stream", () => {
    const inFull = { ...append, key: "bus:orders" };
    const { reply: _reply, ...request } = append;
    const unanswered = { ...request, key: "orders", executedAt: null };
    const history = run(inFull, unanswered, { ...acknowledgement, key: "orders" });
    expect(found(history.build())).toEqual(early);
  });

  test("an audited entry is looked up in exactly its stream, even if it ends with the name of another", () => {
    const shorter = { ...append, at: 9, key: "orders", messages: [other], reply: "2-0" };
    const inFull = { ...append, at: 11, key: "key:orders", messages: [other], reply: "2-0" };
    const history = run(shorter, inFull, { ...acknowledgement, key: "key:orders" });
    expect(found(history.audit({ entries: [["1-0", key]] }).build())).toEqual(early);
  });

  test("XACKDEL counts as an acknowledgement", () => {
    expect(found(run(append, { ...acknowledgement, command: "XACKDEL" }).build())).toEqual(early);
  });

  test("an entry that two groups acknowledge too early is reported for both", () => {
    const history = run(append, acknowledgement, { ...acknowledgement, group: "b" })
      .subscribe({ group: "b" })
      .deliver(key, { at: 20, tookMs: 5, id: "1-0", group: "b" })
      .deliver(other, { at: 20, id: "2-0", group: "b" });
    expect(findingOf(history.build(), kind).summary).toContain(
      "before the handler was done, for a, b (counted for each of 2 groups);",
    );
  });
});

describe("an acknowledgement whose entry or group is not known", () => {
  const scripted = { ...append, command: "FCALL" };

  test.each<[string, readonly WireScript[]]>([
    ["its script carried two messages", [{ ...scripted, messages: [key, other] }]],
    [
      "two commands say different things about its entry",
      [append, { ...append, at: 11, messages: [key, other] }],
    ],
    ["the append did not name the stream", [{ ...scripted, key: null }]],
  ])("an acknowledgement has no finding if %s", (_name, appends) => {
    expect(found(run(...appends, acknowledgement).build())).toEqual([]);
  });

  test("an acknowledgement that names no stream has no finding", () => {
    expect(found(run(append, { ...acknowledgement, key: null }).build())).toEqual([]);
  });

  test("an acknowledgement that names no group has no finding", () => {
    const { group: _group, ...without } = acknowledgement;
    expect(found(run(append, without).build())).toEqual([]);
  });

  test("an acknowledgement that fits two groups has no finding", () => {
    const history = run(append, { ...acknowledgement, group: "bus:x:a" })
      .subscribe({ group: "x:a" })
      .deliver(key, { at: 20, tookMs: 5, id: "1-0", group: "x:a" })
      .deliver(other, { at: 20, id: "2-0", group: "x:a" });
    expect(found(history.build())).toEqual([]);
  });

  test("an acknowledgement on a topic without a group has no finding", () => {
    const elsewhere = "publisher-0/2";
    const history = run({ ...append, messages: [elsewhere] }, acknowledgement);
    history.publish(elsewhere, { at: 9, topic: "invoices" });
    expect(found(history.build())).toEqual([]);
  });
});

describe("a command that is not an acknowledgement", () => {
  test.each(["XCLAIM", "XDEL"])("%s names entries too, but acknowledges nothing", (command) => {
    expect(found(run(append, { ...acknowledgement, command }).build())).toEqual([]);
  });

  test("an XACK that did not reach Redis acknowledges nothing, even if the handler failed", () => {
    const failed = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10, id: "1-0" })
      .deliver(key, { at: 20, outcome: "fail", id: "1-0" })
      .wire(append)
      .wire({ ...acknowledgement, forwardedAt: null })
      .drain();
    expect(found(failed.build())).toEqual(["lost fail"]);
  });
});

describe("an entry that holds several messages", () => {
  const batch = { ...append, messages: [key, other] };

  test("an entry with two messages is acknowledged too early if one was not handled yet", () => {
    const { messages, operations } = findingOf(run(batch, acknowledgement).build(), kind);
    expect(messages).toEqual([key]);
    expect(operations).toHaveLength(2);
  });

  test("an entry with two messages is acknowledged in time if both were handled", () => {
    expect(found(run(batch, { ...acknowledgement, at: 25 }).build())).toEqual([]);
  });

  test("the auditor shows an entry with two messages in two rows", () => {
    const rows = [key, other].map((message) => ["1-0", message] as const);
    const history = () => run({ ...acknowledgement, key: "orders" });
    expect(found(history().audit({ entries: rows }).build())).toEqual(early);
    const twice = history().audit({ entries: rows }).audit({ entries: rows.toReversed() });
    expect(found(twice.build())).toEqual(early);
  });

  test("an entry has no finding if two pages say different things about it", () => {
    const history = run({ ...acknowledgement, key: "orders" })
      .audit({ entries: [["1-0", key]] })
      .audit({ entries: [["1-0", other]] });
    expect(found(history.build())).toEqual([]);
  });
});
