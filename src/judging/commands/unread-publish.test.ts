import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const first = "publisher-0/0";
const doubted = "publisher-0/1";
const kind = "false-acknowledgement";

describe("of a publisher whose payloads cannot be read", () => {
  /** One message that is well, and one that the bus acknowledged at 22 ms and nobody got. */
  function unread(...sent: readonly Partial<WireScript>[]) {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .exchange(first, 10)
      .wire({ at: 10, command: "XADD", reply: "1-0", executedAt: 11 })
      .publish(doubted, { at: 20, tookMs: 2 })
      .drain();
    for (const each of sent) builder.wire({ at: 21, command: "XADD", occurrence: 2, ...each });
    return builder;
  }
  const foundWith = (...sent: readonly Partial<WireScript>[]) => found(unread(...sent).build());
  const honest = ["lost fail"];
  const dishonest = ["lost fail", `${kind} fail`];

  test("an acknowledgement is false if it had sent nothing meanwhile", () => {
    expect(foundWith()).toEqual(dishonest);
    expect(findingOf(unread().build(), kind)).toMatchObject({
      messages: [doubted],
      summary:
        "1 publish acknowledged although Redis had not executed it: nothing executed in between; publisher-0/1 was acknowledged in a run without faults: Redis executed no command of publisher-0 during the publish",
    });
  });

  test.each<[string, Partial<WireScript>]>([
    ["was sent before the call", { at: 19.9, executedAt: 21 }],
    ["was executed only later", { executedAt: 22.1 }],
    ["was sent only later", { at: 22.1 }],
    ["was sent only later, and never answered", { at: 22.1, executedAt: null }],
    ["was refused", { error: "OOM" }],
    ["did not reach Redis whole", { forwardedAt: null }],
    ["only asked whether Redis is there", { command: "PING", key: null, reply: "PONG" }],
  ])("it is false if what it sent %s", (_name, sent) => {
    expect(foundWith(sent)).toEqual(dishonest);
    expect(foundWith(sent, { at: 40 })).toEqual(dishonest);
  });

  test.each<[string, Partial<WireScript>]>([
    ["was executed", { reply: "2-0" }],
    ["was executed from the very call to its very end", { at: 20, executedAt: 22 }],
    ["was never answered", { executedAt: null }],
    ["was never answered, and sent at the very end", { at: 22, executedAt: null }],
    ["failed halfway", { command: "EVAL", error: "ERR" }],
    ["names no key", { command: "EVAL", key: null }],
    ["only began a connection", { command: "HELLO", key: null, handshake: true }],
  ])("nothing is said of it if what it sent %s", (_name, sent) => {
    expect(foundWith(sent)).toEqual(honest);
    expect(foundWith({ at: 20, executedAt: 40 }, sent)).toEqual(honest);
  });

  test("nothing is said of one that works on no key, for it is at work elsewhere", () => {
    const silent = (...sent: readonly WireScript[]) => {
      const builder = scriptHistory({ hasCommands: true })
        .subscribe({})
        .exchange(first, 10)
        .publish(doubted, { at: 20, tookMs: 2 })
        .drain();
      for (const each of sent) builder.wire(each);
      return found(builder.build());
    };
    const asks = { at: 10, command: "CLIENT INFO", key: null };
    expect(silent()).toEqual(honest);
    expect(silent(asks)).toEqual(honest);
    expect(silent({ ...asks, key: "stream:orders", handshake: true })).toEqual(honest);
  });

  test("nothing is said of one with a connection that is no Redis protocol", () => {
    expect(found(unread().opaque({ at: 5, by: "publisher-0" }).build())).toEqual(honest);
    const other = unread().opaque({ at: 5, by: "subscriber-a" }).build();
    expect(found(other)).toEqual(dishonest);
  });

  test("nothing is said of one of which somebody got what it had not sent", () => {
    const roundabout = unread({ at: 31 }).deliver(doubted, { at: 30 });
    expect(found(roundabout.build())).toEqual([]);
    const later = unread({ at: 30 }).deliver(doubted, { at: 30 });
    expect(found(later.build())).toEqual([`${kind} fail`]);
  });
});
