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

/** Group `a` has handled one message before and stands since 1 ms. */
function standing(header = {}) {
  return scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .exchange("publisher-0/0", 10);
}

function inDoubt(header = {}) {
  return standing(header).publish(key, { at: 1_200, outcome: "info", tookMs: 90 });
}

describe("a publish on the wire", () => {
  test("whose reply was lost shows how far its command got", () => {
    const { wire, message } = explained(inDoubt().wire(lostReply).drain().build(), key);
    expect(wire.commands[0]?.text).toBe(
      "XADD #7 on connection commands: forwarded at 1.203 s, executed (1-7) at 1.204 s, the reply never reached the bus",
    );
    expect(wire.commands[0]).toMatchObject({ relation: "carried", repliedAtMs: null });
    expect(message.streamIds).toEqual(["1-7"]);
  });

  test("that was in doubt is settled by it, and by what came after", () => {
    const history = inDoubt()
      .wire(lostReply)
      .deliver(key, { at: 1_206, id: "1-7" })
      .drain()
      .audit({ entries: [["1-7", key]], groups: [position] });
    expect(reasonOf(explained(history.build(), key))).toBe(
      "owed to a: its publish is in doubt, but it exists (Redis executed XADD #7 on connection commands, it is stored, a got it), and the subscription stood since 0.001 s; delivered once, handled 7 ms after it was published",
    );
  });

  test("that was in doubt is settled by it alone, and lost if nobody has the message", () => {
    const explanation = explained(inDoubt().wire(lostReply).drain().build(), key);
    expect(reasonOf(explanation)).toContain(
      "it exists (Redis executed XADD #7 on connection commands), and the subscription stood",
    );
    expect(explanation.groups[0]).toMatchObject({ owed: true, fate: "lost", verdict: "fail" });
  });

  test("that was in doubt is not, if Redis may have forgotten it since", () => {
    const history = inDoubt()
      .wire(lostReply)
      .fault({ at: 1_400, healAt: 1_500, losesAll: true })
      .drain();
    expect(reasonOf(explained(history.build(), key))).toContain(
      "Redis executed XADD #7 on connection commands, but may have forgotten it since",
    );
  });

  test("never reached Redis", () => {
    const unsent = { at: 1_210, command: "XADD", messages: [key], forwardedAt: null };
    const history = inDoubt().wire({ ...unsent, executedAt: null, repliedAt: null });
    const explanation = explained(history.drain().build(), key);
    expect(explanation.wire.commands[0]?.text).toBe(
      "XADD #1 on connection 0: never reached Redis as a whole",
    );
    expect(reasonOf(explanation)).toContain("no command that carried it reached Redis as a whole");
  });

  test("was refused by Redis with its error", () => {
    const { reply: _reply, ...refused } = { ...append, error: "OOM no room" };
    const explanation = explained(inDoubt().wire(refused).drain().build(), key);
    expect(explanation.wire.commands[0]?.text).toBe(
      "XADD #7 on connection commands: forwarded at 1.203 s, refused by Redis (OOM no room) at 1.204 s, the bus had the reply at 1.209 s",
    );
    expect(reasonOf(explanation)).toContain("Redis was not seen to execute any command");
  });

  test("that was acknowledged before Redis had executed it is a finding of the message", () => {
    const history = standing()
      .publish(key, { at: 1_200, tookMs: 2, id: "1-7" })
      .wire(append)
      .deliver(key, { at: 1_206, id: "1-7" })
      .drain();
    expect(explained(history.build(), key).summary).toBe(
      "acknowledged; handled by a; false-acknowledgement: fail",
    );
  });
});

describe("an acknowledgement on the wire", () => {
  /** Read and handled once before the fault, and handed out again after it. */
  function handledTwice(header = {}) {
    const read = { ...reader, command: "XREADGROUP", returned: [key] };
    return standing(header)
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

  test("that never got a reply explains that the message came again", () => {
    const lost = { ...acknowledge, at: 1_217, executedAt: null, repliedAt: null };
    const explanation = explained(handledTwice().wire(lost).build(), key);
    expect(explanation.wire.commands.map(({ relation, command }) => [relation, command])).toEqual([
      ["carried", "XADD"],
      ["returned", "XREADGROUP"],
      ["named", "XACK"],
      ["returned", "XREADGROUP"],
    ]);
    expect(storyOf(explanation)).toContain(
      "subscriber-a: XACK #1 on connection reader, which named its entry: forwarded at 1.217 s, Redis was not seen to answer",
    );
    expect(reasonOf(explanation)).toContain(
      "it came again at 1.500 s, explained by: acknowledgement lost (its XACK #1 never got a reply)",
    );
    expect(explanation.groups[0]).toMatchObject({ findings: ["duplicate"], verdict: "pass" });
  });

  test("that Redis executed explains nothing, although its reply was lost", () => {
    const executed = { ...acknowledge, at: 1_217, executedAt: 1_218, repliedAt: null };
    const explanation = explained(handledTwice().wire(executed).build(), key);
    expect(storyOf(explanation)).toContain(
      "subscriber-a: XACK #1 on connection reader, which named its entry: forwarded at 1.217 s, executed (2) at 1.218 s, the reply never reached the bus",
    );
    expect(reasonOf(explanation)).toContain(
      "it came again at 1.500 s, unexplained (its XACK #1 had been executed 272 ms before)",
    );
    expect(explanation.groups[0]).toMatchObject({ findings: ["duplicate"], verdict: "fail" });
  });

  test("that went out too early counts against its own group alone", () => {
    const history = standing()
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

  test("of another stream, whose entry has the same id, is none of this message", () => {
    const history = standing().publish(key, { at: 1_200 }).wire(append).drain();
    history.wire({ ...acknowledge, at: 1_210, key: "stream:other" });
    expect(explained(history.build(), key).wire.commands).toHaveLength(1);
  });
});

describe("a wire that tells less than all", () => {
  test("is told also where only some of the links see commands", () => {
    const history = inDoubt({ hasCommands: false }).wire(lostReply).drain().build();
    expect(explained(history, key).wire).toMatchObject({
      seen: true,
      commands: [{ reply: "1-7" }],
    });
  });

  test("says which reads may have returned the message", () => {
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

  test("names the connections of its roles that are no Redis protocol", () => {
    const history = inDoubt()
      .opaque({ at: 1_100, by: "publisher-0" })
      .opaque({ at: 1_100, by: "somebody-else" })
      .drain();
    expect(explained(history.build(), key).wire.opaque).toEqual([
      { atMs: 1_100, role: "publisher-0", connection: 0, reason: "it begins with 0x16" },
    ]);
  });
});
