import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const explained = ["duplicate pass"];
const unexplained = ["duplicate fail"];
const nearby: FaultScript = { at: 21, healAt: 1500 };

/** Of another entry, from a group that does acknowledge what it handled. */
const ofAnother = { at: 90_000, by: "subscriber-a", command: "XACK", group: "a", ids: ["9-9"] };

interface Run {
  readonly appends: readonly Partial<WireScript>[];
  readonly rest?: readonly WireScript[];
  readonly ids?: readonly [string, string];
  readonly fault?: FaultScript;
}

/** One message that a bus delivered twice under an id of its own, and the commands that carried it. */
function twice({ appends, rest = [], ids = ["own", "own"], fault }: Run) {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .publish(key, { at: 10, tookMs: 700 })
    .deliver(key, { at: 720, id: ids[0] })
    .deliver(key, { at: 1600, id: ids[1] })
    .drain();
  for (const [at, each] of appends.entries()) {
    builder.wire({ at: 10 + at * 200, command: "XADD", messages: [key], ...each });
  }
  for (const each of [...rest, ofAnother]) builder.wire(each);
  return (fault ? builder.fault(fault) : builder).build();
}

describe("a bus with ids of its own", () => {
  const subscriber = { by: "subscriber-a", group: "a" };
  const reads = [700, 1550].map((at) => ({
    ...subscriber,
    at,
    command: "XREADGROUP",
    returned: [key],
  }));
  const done = { ...subscriber, at: 730, command: "XACK", ids: ["1-0"], reply: "1" };

  test("delivered the one entry that was appended", () => {
    const run = { appends: [{ reply: "1-0" }], fault: nearby };
    expect(found(twice({ ...run, rest: [...reads, done] }))).toEqual(unexplained);
    expect(found(twice({ ...run, rest: reads }))).toEqual(explained);
  });

  test("does so even if it names the entry only once", () => {
    const run = { appends: [{ reply: "1-0" }], rest: reads, fault: nearby };
    expect(found(twice({ ...run, ids: ["1-0", "own"] }))).toEqual(explained);
  });

  test("delivered both entries if the reply to the first append was lost", () => {
    const appends = [{ reply: "1-0", repliedAt: null }, { reply: "2-0" }];
    expect(found(twice({ appends }))).toEqual(explained);
  });

  test("delivered both entries, whatever was tried and not sent before", () => {
    const unsent = { forwardedAt: null };
    const appends = [unsent, { reply: "1-0", repliedAt: null }, { reply: "2-0" }];
    expect(found(twice({ appends }))).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>]>([
    ["never reached Redis", { forwardedAt: null }],
    ["was refused", { error: "OOM" }],
  ])("delivered the one entry if another append %s", (_name, other) => {
    const unanswered = { ...done, executedAt: null };
    for (const appends of [
      [other, { reply: "1-0" }],
      [{ reply: "1-0" }, other],
    ]) {
      const run = { appends, fault: nearby };
      expect(found(twice({ ...run, rest: [...reads, done] }))).toEqual(unexplained);
      expect(found(twice({ appends, rest: [...reads, unanswered] }))).toEqual(explained);
    }
  });

  test("delivered both entries, whatever else carried the message before", () => {
    const lost = { reply: "1-0", repliedAt: null };
    const appends = [{ command: "ZADD", reply: "1" }, lost, { reply: "2-0" }];
    expect(found(twice({ appends }))).toEqual(explained);
  });

  test("is left to the fault, whatever was acknowledged, if there may be another entry", () => {
    const appends = [{ reply: "1-0" }, { executedAt: null }];
    const run = { appends, fault: nearby };
    expect(found(twice({ ...run, rest: [...reads, done] }))).toEqual(explained);
  });

  test.each<[string, readonly Partial<WireScript>[]]>([
    ["none of its commands shows an entry", [{ command: "EVAL", reply: "OK" }]],
    ["the second append was not answered", [{ reply: "1-0" }, { executedAt: null }]],
    [
      "the first append was to no stream",
      [
        { at: 210, command: "RPUSH", reply: "5" },
        { at: 210, reply: "1-0" },
      ],
    ],
  ])("is left to the fault if %s", (_name, appends) => {
    expect(found(twice({ appends }))).toEqual(unexplained);
    expect(found(twice({ appends, fault: nearby }))).toEqual(explained);
  });

  test("needs no append on the wire if its ids are those of entries", () => {
    const ids = ["1-0", "1-0"] as const;
    const run = { appends: [], rest: [...reads, done], ids, fault: nearby };
    expect(found(twice(run))).toEqual(unexplained);
  });
});

describe("of two entries of a message", () => {
  const ids = ["1-0", "2-0"] as const;
  const fault: FaultScript = { at: 11, healAt: 400, roles: ["publisher-0"] };

  test("the first was answered whole, though not at once", () => {
    const appends = [{ reply: "1-0", executedAt: 12 }, { reply: "2-0" }];
    expect(found(twice({ appends, ids, fault }))).toEqual(unexplained);
  });

  test("the first was answered at the moment of the second", () => {
    const appends = [{ reply: "1-0", repliedAt: 210 }, { reply: "2-0" }];
    expect(found(twice({ appends, ids, fault }))).toEqual(unexplained);
  });

  test("only the first was seen on its way, and answered", () => {
    expect(found(twice({ appends: [{ reply: "1-0" }], ids, fault }))).toEqual(unexplained);
  });

  test("only the second was seen on its way, after one that Redis refused", () => {
    const appends = [{ error: "OOM" }, { reply: "2-0" }];
    expect(found(twice({ appends, ids }))).toEqual(unexplained);
  });
});

/** A list bus whose publish may send the same text again, under the id that it gave it. */
describe("of several copies under one id", () => {
  const pushed = { command: "LPUSH", reply: "1" };
  const lost = { ...pushed, repliedAt: null };
  const fault: FaultScript = { at: 11, healAt: 400, roles: ["publisher-0"] };

  test("the second was sent because the reply to the first was lost", () => {
    const history = twice({ appends: [lost, pushed] });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "its LPUSH #1 was executed but the reply was lost",
    );
  });

  test.each<[string, Partial<WireScript>]>([
    ["an append", { ...pushed, executedAt: null }],
    ["a script", { command: "EVAL", executedAt: null }],
    ["a script that failed halfway", { command: "FCALL", error: "ERR", repliedAt: null }],
  ])("the second was sent because Redis never answered %s", (_name, first) => {
    const history = twice({ appends: [first, pushed] });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("never got a reply");
  });

  test("both were sent although the first had been answered whole", () => {
    const history = twice({ appends: [{ ...pushed, repliedAt: 210 }, pushed], fault: nearby });
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "the publisher had the reply to its LPUSH #1",
    );
  });

  test("the third was sent although the second had been answered whole", () => {
    expect(found(twice({ appends: [lost, pushed, pushed], fault: nearby }))).toEqual(unexplained);
  });

  test.each<[string, readonly Partial<WireScript>[]]>([
    ["the first was answered only after the second had been sent", [{ repliedAt: 211 }, {}]],
    ["the second may not have been executed", [{}, { executedAt: null }]],
    ["the second was for another list", [{}, { key: "list:other" }]],
    ["the second was another command", [{}, { command: "PUBLISH" }]],
    ["the second was answered by nil", [{}, { reply: "nil" }]],
    ["the first was no append", [{ command: "SADD", repliedAt: null }, {}]],
    ["the second was no append", [{}, { command: "SADD" }]],
    ["the second was sent after both deliveries", [{}, { at: 1601 }]],
    ["only what came after both deliveries was for want of a reply", [lost, { at: 1601 }]],
    ["the last one got no reply", [{ executedAt: 300 }, { executedAt: null }]],
  ])("nobody can tell, and the fault decides, if %s", (_name, appends) => {
    const sent = appends.map((each) => ({ ...pushed, ...each }));
    expect(found(twice({ appends: sent }))).toEqual(unexplained);
    expect(found(twice({ appends: sent, fault }))).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>, readonly string[]]>([
    ["was lost", { repliedAt: null }, explained],
    ["came", {}, unexplained],
  ])("the first was in a transaction, and the reply to its EXEC %s", (_name, how, judged) => {
    const queued = { ...pushed, at: 10, reply: "QUEUED", executedAt: 12, repliedAt: 10 };
    const exec = { at: 11, command: "EXEC", key: null, messages: [], executedAt: 12, ...how };
    expect(found(twice({ appends: [queued, exec, pushed] }))).toEqual(judged);
  });

  test("nobody can tell if Redis may have forgotten the first", () => {
    const run = { appends: [pushed, pushed] };
    const forgets = { at: 800, healAt: 900, losesAll: true, roles: ["publisher-0"] };
    expect(found(twice({ ...run, fault: forgets }))).toEqual(explained);
    expect(found(twice({ ...run, fault: { ...forgets, at: 1601, healAt: 1700 } }))).toEqual(
      unexplained,
    );
    const appends = [{ reply: "1-0" }, { reply: "2-0" }];
    expect(found(twice({ appends, ids: ["1-0", "2-0"], fault: forgets }))).toEqual(explained);
  });

  test("one stands that Redis cannot have forgotten, whatever became of the other", () => {
    const appends = [pushed, { ...pushed, at: 700 }, { ...pushed, at: 720 }];
    const wiped = { at: 650, healAt: 680, losesAll: true, roles: ["publisher-0"] };
    expect(found(twice({ appends, fault: wiped }))).toEqual(unexplained);
  });
});

describe("a publish in doubt", () => {
  const pushed = { command: "LPUSH", reply: "1" };
  const other = "publisher-0/1";

  function doubted(...appends: readonly Partial<WireScript>[]) {
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .exchange(other, 1)
      .publish(key, { at: 10, outcome: "info" })
      .deliver(key, { at: 720, id: "own" })
      .deliver(key, { at: 1600, id: "own" })
      .drain();
    for (const each of appends) builder.wire({ at: 10, ...pushed, messages: [key], ...each });
    return builder;
  }

  test("explains a second delivery under the same id if more than one command may have been executed", () => {
    const retried = doubted({ key: "list:one" }, { key: "list:other", at: 210 });
    expect(found(retried.build())).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>]>([
    ["never reached Redis", { forwardedAt: null }],
    ["was refused", { error: "OOM" }],
  ])("explains none if only one command was sent, and another %s", (_name, unsent) => {
    expect(found(doubted({}).build())).toEqual(unexplained);
    expect(found(doubted({}, { at: 210, ...unsent }).build())).toEqual(unexplained);
  });

  test("explains one if not all that was sent can be read", () => {
    expect(found(doubted().build())).toEqual(explained);
    const mixed = doubted({}).wire({ at: 210, ...pushed });
    expect(found(mixed.build())).toEqual(explained);
  });

  test("explains none if the id is that of an entry", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish(key, { at: 10, outcome: "info" })
      .deliver(key, { at: 720, id: "1-0" })
      .deliver(key, { at: 1600, id: "1-0" })
      .drain();
    expect(found(history.build())).toEqual(unexplained);
  });
});
