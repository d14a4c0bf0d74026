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

describe("an acknowledgement names an entry of a stream", () => {
  test("that held more entries before and after", () => {
    const next = { ...append, at: 11, messages: [other], reply: "2-0" };
    expect(findingOf(run(append, next, acknowledgement).build(), kind).messages).toEqual([key]);
  });

  test("that the auditor found beside those of the wire", () => {
    const next = { ...append, at: 11, messages: [other], reply: "2-0", key: "orders" };
    const history = run(next, { ...acknowledgement, key: "orders" });
    expect(found(history.audit({ entries: [["1-0", key]] }).build())).toEqual(early);
  });

  test.each([key, null])("that the auditor reads as %s", (entry) => {
    const onOrders = [append, acknowledgement].map((each) => ({ ...each, key: "orders" }));
    const history = run(...onOrders).audit({ entries: [["1-0", entry]] });
    expect(found(history.build())).toEqual(early);
  });

  test("of exactly this stream, though another ends in its name", () => {
    const longer = { ...append, key: "bus:stream:orders", messages: [other] };
    expect(found(run(longer, append, acknowledgement).build())).toEqual(early);
  });

  test("known by its longer name alone, whatever else was sent to the shorter one", () => {
    const inFull = { ...append, key: "bus:orders" };
    const { reply: _reply, ...request } = append;
    const unanswered = { ...request, key: "orders", executedAt: null };
    const history = run(inFull, unanswered, { ...acknowledgement, key: "orders" });
    expect(found(history.build())).toEqual(early);
  });

  test("of exactly the stream that was audited, though its name ends in that of another", () => {
    const shorter = { ...append, at: 9, key: "orders", messages: [other], reply: "2-0" };
    const inFull = { ...append, at: 11, key: "key:orders", messages: [other], reply: "2-0" };
    const history = run(shorter, inFull, { ...acknowledgement, key: "key:orders" });
    expect(found(history.audit({ entries: [["1-0", key]] }).build())).toEqual(early);
  });

  test("by a command that also deletes it", () => {
    expect(found(run(append, { ...acknowledgement, command: "XACKDEL" }).build())).toEqual(early);
  });

  test("for each of two groups", () => {
    const history = run(append, acknowledgement, { ...acknowledgement, group: "b" })
      .subscribe({ group: "b" })
      .deliver(key, { at: 20, tookMs: 5, id: "1-0", group: "b" })
      .deliver(other, { at: 20, id: "2-0", group: "b" });
    expect(findingOf(history.build(), kind).summary).toContain(
      "before the handler was done, for a, b;",
    );
  });
});

describe("nothing is known of an acknowledgement", () => {
  const scripted = { ...append, command: "FCALL" };

  test.each<[string, readonly WireScript[]]>([
    ["of what a script with two messages answered", [{ ...scripted, messages: [key, other] }]],
    [
      "of an entry of which two commands say different things",
      [append, { ...append, at: 11, messages: [key, other] }],
    ],
    ["of an entry in a stream that its append did not name", [{ ...scripted, key: null }]],
  ])("%s", (_name, appends) => {
    expect(found(run(...appends, acknowledgement).build())).toEqual([]);
  });

  test("that names no stream", () => {
    expect(found(run(append, { ...acknowledgement, key: null }).build())).toEqual([]);
  });

  test("that names no group", () => {
    const { group: _group, ...without } = acknowledgement;
    expect(found(run(append, without).build())).toEqual([]);
  });

  test("that may be of either of two groups", () => {
    const history = run(append, { ...acknowledgement, group: "bus:x:a" })
      .subscribe({ group: "x:a" })
      .deliver(key, { at: 20, tookMs: 5, id: "1-0", group: "x:a" })
      .deliver(other, { at: 20, id: "2-0", group: "x:a" });
    expect(found(history.build())).toEqual([]);
  });

  test("on a topic without a group", () => {
    const elsewhere = "publisher-0/2";
    const history = run({ ...append, messages: [elsewhere] }, acknowledgement);
    history.publish(elsewhere, { at: 9, topic: "invoices" });
    expect(found(history.build())).toEqual([]);
  });
});

describe("no acknowledgement", () => {
  test.each(["XCLAIM", "XDEL"])("is %s, which names entries too", (command) => {
    expect(found(run(append, { ...acknowledgement, command }).build())).toEqual([]);
  });

  test("is an XACK that never left, though the handler failed", () => {
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

describe("a message that was acknowledged and not handled", () => {
  const given = { published: "published", delivered: "delivered" };

  function unhandled(delivered: boolean): HistoryBuilder {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10, id: given.published })
      .wire(append)
      .wire({ ...acknowledgement, at: 26 })
      .drain();
    const { delivered: id } = given;
    return delivered ? builder.deliver(key, { at: 20, outcome: "fail", id }) : builder;
  }

  test("is lost if no handler was called", () => {
    expect(found(unhandled(false).build())).toEqual(["lost fail"]);
  });

  test("names its handler that failed, and both operations", () => {
    const history = unhandled(true);
    const { operations, summary } = findingOf(history.build(), kind);
    expect(summary).toMatch(/ was sent, and the handler failed$/);
    const of = (name: string) => history.operations().find((each) => each.kind === name)?.index;
    const sent = history.operations().findLast((each) => each.kind === "wire");
    expect(operations).toEqual([of("deliver"), sent?.index]);
  });

  test.each(["1-0", given.published, given.delivered])("may be given up as %s", (id) => {
    const history = unhandled(true).notice({ at: 25, notice: "dropped", ids: [id] });
    expect(found(history.build())).not.toContain(early[0]);
  });
});

describe("an entry that holds several messages", () => {
  const batch = { ...append, messages: [key, other] };

  test("is acknowledged too early if one of them was not handled yet", () => {
    const { messages, operations } = findingOf(run(batch, acknowledgement).build(), kind);
    expect(messages).toEqual([key]);
    expect(operations).toHaveLength(2);
  });

  test("is acknowledged in time once all of them were", () => {
    expect(found(run(batch, { ...acknowledgement, at: 25 }).build())).toEqual([]);
  });

  test("is found by the auditor, one row for each", () => {
    const rows = [key, other].map((message) => ["1-0", message] as const);
    const history = () => run({ ...acknowledgement, key: "orders" });
    expect(found(history().audit({ entries: rows }).build())).toEqual(early);
    const twice = history().audit({ entries: rows }).audit({ entries: rows.toReversed() });
    expect(found(twice.build())).toEqual(early);
  });

  test("is unknown if two pages say different things", () => {
    const history = run({ ...acknowledgement, key: "orders" })
      .audit({ entries: [["1-0", key]] })
      .audit({ entries: [["1-0", other]] });
    expect(found(history.build())).toEqual([]);
  });
});

describe("an entry whose content cannot be read", () => {
  const { messages: _messages, ...unread } = append;
  const read = { at: 18, by: "subscriber-a", command: "XREADGROUP", group: "a" };

  /** One message with these ids, whose handler works from 20 to 25 ms. */
  function named(ids: { publish: string; deliver: string }, ...wire: readonly WireScript[]) {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10, id: ids.publish })
      .deliver(key, { at: 20, tookMs: 5, id: ids.deliver })
      .drain();
    for (const each of wire) builder.wire(each);
    return builder;
  }
  const vouched = { publish: "1-0", deliver: "own" };
  const delivered = { publish: "own", deliver: "1-0" };

  test.each([vouched, delivered])("is known by the id that the bus gave it: %o", (ids) => {
    expect(found(named(ids, unread, acknowledgement).build())).toEqual(early);
    const inTime = named(ids, unread, { ...acknowledgement, at: 25 });
    expect(found(inTime.build())).toEqual([]);
  });

  test("is known where its subscriber reads a single stream", () => {
    expect(found(named(delivered, read, acknowledgement).build())).toEqual(early);
    const twice = [read, { ...read, at: 21 }, { ...read, at: 15 }];
    expect(found(named(delivered, ...twice, acknowledgement).build())).toEqual(early);
    expect(found(named(delivered, { ...read, at: 20 }, acknowledgement).build())).toEqual(early);
  });

  test.each<[string, readonly WireScript[]]>([
    ["nobody appended or read anything", []],
    ["the append was in another stream", [{ ...unread, key: "stream:other" }]],
    ["two streams have an entry with this id", [unread, { ...unread, key: "stream:other" }]],
    ["it was appended elsewhere, and read here", [{ ...unread, key: "stream:other" }, read]],
    ["its subscriber reads two streams", [read, { ...read, key: "stream:other" }]],
    ["the read came after it", [{ ...read, at: 20.5 }]],
    ["the read found nothing", [{ ...read, reply: "nil" }]],
    ["the read was refused", [{ ...read, error: "NOGROUP" }]],
    ["the read was never answered", [{ ...read, executedAt: null }]],
    ["somebody else read", [{ ...read, by: "subscriber-b" }]],
    ["what its subscriber did was no read", [{ ...read, command: "XPENDING" }]],
    ["what was appended was another entry", [{ ...unread, reply: "2-0" }]],
    ["nobody names the stream", [{ ...unread, key: null }]],
  ])("is unknown if %s", (_name, wire) => {
    expect(found(named(delivered, ...wire, acknowledgement).build())).toEqual([]);
  });

  test("is unknown if the bus gave two messages its id", () => {
    const history = named(delivered, unread, acknowledgement)
      .publish(other, { at: 11, id: "1-0" })
      .deliver(other, { at: 30 });
    expect(found(history.build())).toEqual([]);
  });

  test("is of a message that was published once, though delivered twice", () => {
    const history = named(delivered, unread, acknowledgement).deliver(key, { at: 30, id: "1-0" });
    expect(found(history.build())).toContain(early[0]);
  });
});
