import { describe, expect, test } from "vitest";

import { found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const other = "publisher-1/0";
const early = ["early-acknowledgement fail"];

const append = { at: 10, command: "XADD", messages: [key], reply: "1-0" };
/** Forwarded while the handler of the first message is at work. */
const acknowledgement = {
  at: 21,
  by: "subscriber-a",
  command: "XACK",
  group: "a",
  ids: ["1-0"],
};

describe("an entry whose payload cannot be read", () => {
  const { messages: _messages, ...unread } = append;
  const read = { at: 18, by: "subscriber-a", command: "XREADGROUP", group: "a" };

  /** A message with these ids; its handler works from 20 to 25 ms. */
  function named(ids: { publish: string; deliver: string }, ...wire: readonly WireScript[]) {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 10, id: ids.publish })
      .deliver(key, { at: 20, tookMs: 5, id: ids.deliver })
      .drain();
    for (const each of wire) builder.wire(each);
    return builder;
  }
  const acknowledgedId = { publish: "1-0", deliver: "own" };
  const delivered = { publish: "own", deliver: "1-0" };

  test.each([acknowledgedId, delivered])(
    "an entry is known by the id that the bus gave its message: %o",
    (ids) => {
      expect(found(named(ids, unread, acknowledgement).build())).toEqual(early);
      const inTime = named(ids, unread, { ...acknowledgement, at: 25 });
      expect(found(inTime.build())).toEqual([]);
    },
  );

  test("an entry is known if its subscriber reads a single stream", () => {
    expect(found(named(delivered, read, acknowledgement).build())).toEqual(early);
    const twice = [read, { ...read, at: 21 }, { ...read, at: 15 }];
    expect(found(named(delivered, ...twice, acknowledgement).build())).toEqual(early);
    expect(found(named(delivered, { ...read, at: 20 }, acknowledgement).build())).toEqual(early);
  });

  test.each<[string, readonly WireScript[]]>([
    ["no command appended or read anything", []],
    ["the append was in another stream", [{ ...unread, key: "stream:other" }]],
    ["two streams have an entry with this id", [unread, { ...unread, key: "stream:other" }]],
    ["it was appended elsewhere, and read here", [{ ...unread, key: "stream:other" }, read]],
    ["its subscriber reads two streams", [read, { ...read, key: "stream:other" }]],
    ["the read came after it", [{ ...read, at: 20.5 }]],
    ["the read found nothing", [{ ...read, reply: "nil" }]],
    ["the read was refused", [{ ...read, error: "NOGROUP" }]],
    ["the read was never answered", [{ ...read, executedAt: null }]],
    ["another subscriber read", [{ ...read, by: "subscriber-b" }]],
    ["the command of its subscriber is not a read", [{ ...read, command: "XPENDING" }]],
    ["another entry was appended", [{ ...unread, reply: "2-0" }]],
    ["no command names the stream", [{ ...unread, key: null }]],
  ])("an entry is not known if %s", (_name, wire) => {
    expect(found(named(delivered, ...wire, acknowledgement).build())).toEqual([]);
  });

  test("an entry is not known if the bus gave two messages its id", () => {
    const history = named(delivered, unread, acknowledgement)
      .publish(other, { at: 11, id: "1-0" })
      .deliver(other, { at: 30 });
    expect(found(history.build())).toEqual([]);
  });

  test("an entry is known if its message was published once and delivered twice", () => {
    const history = named(delivered, unread, acknowledgement).deliver(key, { at: 30, id: "1-0" });
    expect(found(history.build())).toContain(early[0]);
  });
});
