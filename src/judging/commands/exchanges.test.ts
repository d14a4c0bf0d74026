import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const first = "publisher-0/0";
const doubted = "publisher-0/1";
const kind = "false-acknowledgement";

describe("an acknowledgement of a publisher whose payloads the link cannot read", () => {
  /** A message that arrives, and another that the bus acknowledged at 22 ms and no group got. */
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

  test("an acknowledgement is false if the publisher sent nothing during its publish call", () => {
    expect(foundWith()).toEqual(dishonest);
    expect(findingOf(unread().build(), kind)).toMatchObject({
      messages: [doubted],
      summary:
        "1 publish acknowledged although Redis had not executed it: nothing executed in between; publisher-0/1 was acknowledged in a run without faults: Redis executed no command of publisher-0 during the publish",
    });
  });

  test.each<[string, Partial<WireScript>]>([
    ["was sent before the call", { at: 19.9, executedAt: 21 }],
    ["was executed after the call", { executedAt: 22.1 }],
    ["was sent after the call", { at: 22.1 }],
    ["was sent after the call and never answered", { at: 22.1, executedAt: null }],
    ["was refused", { error: "OOM" }],
    ["did not reach Redis completely", { forwardedAt: null }],
    ["only asked whether Redis is there", { command: "PING", key: null, reply: "PONG" }],
  ])("an acknowledgement is false if the only command %s", (_name, sent) => {
    expect(foundWith(sent)).toEqual(dishonest);
    expect(foundWith(sent, { at: 40 })).toEqual(dishonest);
  });

  test.each<[string, Partial<WireScript>]>([
    ["was executed", { reply: "2-0" }],
    ["was sent at the start of the call and executed at its end", { at: 20, executedAt: 22 }],
    ["was never answered", { executedAt: null }],
    ["was sent at the end of the call and never answered", { at: 22, executedAt: null }],
    ["failed halfway", { command: "EVAL", error: "ERR" }],
    ["names no key", { command: "EVAL", key: null }],
    ["only began a connection", { command: "HELLO", key: null, handshake: true }],
  ])("an acknowledgement is not called false if a command %s", (_name, sent) => {
    expect(foundWith(sent)).toEqual(honest);
    expect(foundWith({ at: 20, executedAt: 40 }, sent)).toEqual(honest);
  });

  test("an acknowledgement is not called false if the publisher used no key on its link", () => {
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

  test("an acknowledgement is not called false if the publisher has a connection that is not RESP", () => {
    expect(found(unread().opaque({ at: 5, by: "publisher-0" }).build())).toEqual(honest);
    const other = unread().opaque({ at: 5, by: "subscriber-a" }).build();
    expect(found(other)).toEqual(dishonest);
  });

  test("an acknowledgement is not called false if a group got a message before any command was sent", () => {
    const roundabout = unread({ at: 31 }).deliver(doubted, { at: 30 });
    expect(found(roundabout.build())).toEqual([]);
    const later = unread({ at: 30 }).deliver(doubted, { at: 30 });
    expect(found(later.build())).toEqual([`${kind} fail`]);
  });
});
