import { describe, expect, test } from "vitest";

import { scriptHistory } from "../judging/testing/history-builder.ts";
import { explained, reasonOf, storyOf } from "./testing/explained.ts";

const key = "publisher-0/1";
const position = { name: "a", lastDeliveredId: "7-0", pending: [] };
const append = {
  at: 1_300,
  command: "XADD",
  connectionName: "commands",
  occurrence: 7,
  messages: [key],
  reply: "1-7",
  forwardedAt: 1_203,
  executedAt: 1_204,
  repliedAt: 1_209,
};
const lostReply = { ...append, repliedAt: null };
const reader = { by: "subscriber-a", connectionName: "reader", group: "a" };
const acknowledge = { ...reader, command: "XACK", ids: ["1-6", "1-7"], reply: "2" };

/** Group `a` is subscribed since 1 ms and has handled one message. */
function subscribed(header = {}) {
  return scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .exchange("publisher-0/0", 10);
}

function inDoubt(header = {}) {
  return subscribed(header).publish(key, { at: 1_200, outcome: "info", tookMs: 90 });
}

describe("a publish command", () => {
  test("explain shows how far a publish command got whose reply was lost", () => {
    const { wire, message } = explained(inDoubt().wire(lostReply).drain().build(), key);
    expect(wire.commands[0]?.text).toBe(
      "XADD #7 on connection commands: forwarded at 1.203 s, executed (1-7) at 1.204 s, the reply never reached the bus",
    );
    expect(wire.commands[0]).toMatchObject({ relation: "carried", repliedAtMs: null });
    expect(message.streamIds).toEqual(["1-7"]);
  });

  test("explain says what shows the existence of a message in doubt", () => {
    const history = inDoubt()
      .wire(lostReply)
      .deliver(key, { at: 1_206, id: "1-7" })
      .drain()
      .audit({ entries: [["1-7", key]], groups: [position] });
    expect(reasonOf(explained(history.build(), key))).toBe(
      "owed to a: its publish is in doubt, but it exists (Redis executed XADD #7 on connection commands, it is stored, a got it), and the group was subscribed since 0.001 s; delivered once, handled 7 ms after it was published",
    );
  });

  test("explain says that a message in doubt is lost if Redis stored it and no group got it", () => {
    const explanation = explained(inDoubt().wire(lostReply).drain().build(), key);
    expect(reasonOf(explanation)).toContain(
      "it exists (Redis executed XADD #7 on connection commands), and the group was subscribed",
    );
    expect(explanation.groups[0]).toMatchObject({ owed: true, fate: "lost", verdict: "fail" });
  });

  test("explain says that a message in doubt is not owed if Redis may have lost it since", () => {
    const history = inDoubt()
      .wire(lostReply)
      .fault({ at: 1_400, healAt: 1_500, losesAll: true })
      .drain();
    expect(reasonOf(explained(history.build(), key))).toContain(
      "Redis executed XADD #7 on connection commands, but may have lost it since",
    );
  });

  test("explain says that a publish command never reached Redis", () => {
    const unsent = { at: 1_210, command: "XADD", messages: [key], forwardedAt: null };
    const history = inDoubt().wire({ ...unsent, executedAt: null, repliedAt: null });
    const explanation = explained(history.drain().build(), key);
    expect(explanation.wire.commands[0]?.text).toBe(
      "XADD #1 on connection 0: never reached Redis as a whole",
    );
    expect(reasonOf(explanation)).toContain("no command that carried it reached Redis as a whole");
  });

  test("explain shows the error of a publish command that Redis refused", () => {
    const { reply: _reply, ...refused } = { ...append, error: "OOM no room" };
    const explanation = explained(inDoubt().wire(refused).drain().build(), key);
    expect(explanation.wire.commands[0]?.text).toBe(
      "XADD #7 on connection commands: forwarded at 1.203 s, refused by Redis (OOM no room) at 1.204 s, the bus had the reply at 1.209 s",
    );
    expect(reasonOf(explanation)).toContain("the links did not see Redis execute any command");
  });

  test("explain reports the false acknowledgement of a message that Redis executed too late", () => {
    const history = subscribed()
      .publish(key, { at: 1_200, tookMs: 2, id: "1-7" })
      .wire(append)
      .deliver(key, { at: 1_206, id: "1-7" })
      .drain();
    expect(explained(history.build(), key).summary).toBe(
      "acknowledged; handled by a; false-acknowledgement: fail",
    );
  });
});

describe("an acknowledgement command", () => {
  /** Read and handled once before the fault, and handed out again after it. */
  function handledTwice(header = {}) {
    const read = { ...reader, command: "XREADGROUP", returned: [key] };
    return subscribed(header)
      .publish(key, { at: 1_200, id: "1-7", tookMs: 10 })
      .wire(append)
      .wire({ ...read, at: 1_213, forwardedAt: 1_100, executedAt: 1_213 })
      .deliver(key, { at: 1_215, id: "1-7" })
      .fault({ at: 1_217, healAt: 1_400, name: "cut subscriber-a" })
      .wire({ ...read, at: 1_490, occurrence: 2 })
      .deliver(key, { at: 1_500, id: "1-7", attempt: 2 })
      .drain()
      .audit({ entries: [["1-7", key]], groups: [position] });
  }

  test("explain says that an XACK without a reply explains the second delivery", () => {
    const lost = { ...acknowledge, at: 1_217, executedAt: null, repliedAt: null };
    const explanation = explained(handledTwice().wire(lost).build(), key);
    expect(explanation.wire.commands.map(({ relation, command }) => [relation, command])).toEqual([
      ["carried", "XADD"],
      ["returned", "XREADGROUP"],
      ["named", "XACK"],
      ["returned", "XREADGROUP"],
    ]);
    expect(storyOf(explanation)).toContain(
      "subscriber-a: XACK #1 on connection reader, which named its entry: forwarded at 1.217 s, no reply from Redis",
    );
    expect(reasonOf(explanation)).toContain(
      "it was delivered again at 1.500 s, explained by: acknowledgement lost (its XACK #1 never got a reply)",
    );
    expect(explanation.groups[0]).toMatchObject({ findings: ["duplicate"], verdict: "pass" });
  });

  test("explain says that an executed XACK does not explain the second delivery", () => {
    const executed = { ...acknowledge, at: 1_217, executedAt: 1_218, repliedAt: null };
    const explanation = explained(handledTwice().wire(executed).build(), key);
    expect(storyOf(explanation)).toContain(
      "subscriber-a: XACK #1 on connection reader, which named its entry: forwarded at 1.217 s, executed (2) at 1.218 s, the reply never reached the bus",
    );
    expect(reasonOf(explanation)).toContain(
      "it was delivered again at 1.500 s, unexplained (its XACK #1 had been executed 272 ms before)",
    );
    expect(explanation.groups[0]).toMatchObject({ findings: ["duplicate"], verdict: "fail" });
  });

  test("explain reports an early acknowledgement only for its own group", () => {
    const history = subscribed()
      .subscribe({ at: 15, group: "b" })
      .publish(key, { at: 1_200, id: "1-7", tookMs: 10 })
      .wire(append)
      .deliver(key, { at: 1_215, id: "1-7", tookMs: 20 })
      .deliver(key, { at: 1_215, id: "1-7", group: "b" })
      .wire({ ...acknowledge, at: 1_220 })
      .wire({ ...acknowledge, at: 1_220, by: "subscriber-b", group: "b" })
      .drain();
    const { groups } = explained(history.build(), key);
    expect(groups.map(({ name, findings, verdict }) => [name, findings, verdict])).toEqual([
      ["a", ["early-acknowledgement"], "fail"],
      ["b", [], "pass"],
    ]);
  });

  test("explain ignores an XACK on another stream with the same entry id", () => {
    const history = subscribed().publish(key, { at: 1_200 }).wire(append).drain();
    history.wire({ ...acknowledge, at: 1_210, key: "stream:other" });
    expect(explained(history.build(), key).wire.commands).toHaveLength(1);
  });
});

describe("links that recorded only a part", () => {
  test("explain shows commands if only some of the links recorded them", () => {
    const history = inDoubt({ hasCommands: false }).wire(lostReply).drain().build();
    expect(explained(history, key).wire).toMatchObject({
      seen: true,
      commands: [{ reply: "1-7" }],
    });
  });

  test("explain counts the replies that were not read to the end", () => {
    const read = { ...reader, command: "XREADGROUP" };
    const history = inDoubt()
      .wire({ ...read, at: 1_220, partial: true })
      .wire({ ...read, at: 1_221, returned: [key], noAck: true })
      .wire({ ...read, at: 1_222, by: "subscriber-of-another-topic", partial: true })
      .drain();
    const { wire } = explained(history.build(), key);
    expect(wire.partialReplies).toBe(1);
    expect(wire.commands.map(({ text }) => text)).toEqual([
      expect.stringContaining("which returned it as acknowledged already (NOACK)"),
    ]);
  });

  test("explain names the connections of its roles that the links could not parse", () => {
    const history = inDoubt()
      .opaque({ at: 1_100, by: "publisher-0" })
      .opaque({ at: 1_100, by: "another-role" })
      .drain();
    expect(explained(history.build(), key).wire.opaque).toEqual([
      { atMs: 1_100, role: "publisher-0", connection: 0, reason: "it begins with 0x16" },
    ]);
  });
});
