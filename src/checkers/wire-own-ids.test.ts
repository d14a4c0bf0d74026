import { describe, expect, test } from "vitest";

import { found } from "./testing/found.ts";
import { scriptHistory, type FaultScript } from "./testing/history-builder.ts";
import type { WireScript } from "./testing/scripts.ts";

const key = "publisher-0/0";
const explained = ["duplicate pass"];
const unexplained = ["duplicate fail"];
const nearby: FaultScript = { at: 21, healAt: 1500 };

interface Run {
  readonly appends: readonly Partial<WireScript>[];
  readonly rest?: readonly WireScript[];
  readonly ids?: readonly [string, string];
  readonly fault?: FaultScript;
}

/** One message that a bus delivered twice under an id of its own, and the commands that carried it. */
function twice({ appends, rest = [], ids = ["own", "own"], fault }: Run) {
  const builder = scriptHistory({ wired: true })
    .subscribe({})
    .publish(key, { at: 10, tookMs: 700 })
    .deliver(key, { at: 720, id: ids[0] })
    .deliver(key, { at: 1600, id: ids[1] })
    .drain();
  for (const [at, each] of appends.entries()) {
    builder.wire({ at: 10 + at * 200, command: "XADD", messages: [key], ...each });
  }
  for (const each of rest) builder.wire(each);
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
