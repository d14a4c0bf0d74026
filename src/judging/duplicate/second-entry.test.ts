import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";
import { deliverCopies } from "./testing/delivered-copies.ts";
import { explained, faultAfterFirst, key, unexplained } from "./testing/redelivered-entry.ts";

const nearPublisher: FaultScript = { at: 11, healAt: 400, roles: ["publisher-0"] };

/** Builds the history of one message that is in the stream as 1-0 and as 2-0; the appends are 500 ms apart. */
function appendedTwice(appends: readonly Partial<WireScript>[], fault?: FaultScript) {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .publish(key, { at: 10, tookMs: 700 })
    .deliver(key, { at: 800, id: "1-0" })
    .deliver(key, { at: 801, id: "2-0" })
    .drain();
  for (const [at, each] of appends.entries()) {
    const append = { command: "XADD", messages: [key], occurrence: at + 7, ...each };
    builder.wire({ at: 10 + at * 500, ...append });
  }
  return (fault ? builder.fault(fault) : builder).build();
}

describe("two stream entries of one message", () => {
  test("a second entry is explained if the reply to the first append was lost", () => {
    const history = appendedTwice([{ reply: "1-0", repliedAt: null }, { reply: "2-0" }]);
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "its XADD #7 was executed but the reply was lost",
    );
  });

  test("a second entry is explained if Redis never answered the first append", () => {
    const history = appendedTwice([{ executedAt: null }, { reply: "2-0" }]);
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("its XADD #7 never got a reply");
  });

  test("a second entry is unexplained, even near a fault, if the publisher had the first reply", () => {
    const history = appendedTwice([{ reply: "1-0" }, { reply: "2-0" }], nearPublisher);
    expect(found(history)).toEqual(unexplained);
    const { rule, summary } = findingOf(history, "duplicate");
    expect(rule).toBe("duplicate/appended-before");
    expect(summary).toContain("the publisher had the reply to its XADD #7");
  });

  test("the fault decides about a second entry if the first reply came after the second append", () => {
    const late = [{ reply: "1-0", executedAt: 11, repliedAt: 600 }, { reply: "2-0" }];
    expect(found(appendedTwice(late))).toEqual(unexplained);
    expect(found(appendedTwice(late, nearPublisher))).toEqual(explained);
  });

  test("the fault decides about a second entry if no command shows an append", () => {
    expect(found(appendedTwice([]))).toEqual(unexplained);
    expect(found(appendedTwice([], nearPublisher))).toEqual(explained);
  });

  const ids = ["1-0", "2-0"] as const;

  test("a second entry is unexplained if the first reply came late, but before the second append", () => {
    const appends = [{ reply: "1-0", executedAt: 12 }, { reply: "2-0" }];
    expect(found(deliverCopies({ appends, ids, fault: nearPublisher }))).toEqual(unexplained);
  });

  test("a second entry is unexplained if the first reply came when the second append was sent", () => {
    const appends = [{ reply: "1-0", repliedAt: 210 }, { reply: "2-0" }];
    expect(found(deliverCopies({ appends, ids, fault: nearPublisher }))).toEqual(unexplained);
  });

  test("a second entry is unexplained if only the first append was seen, and answered", () => {
    const appends = [{ reply: "1-0" }];
    expect(found(deliverCopies({ appends, ids, fault: nearPublisher }))).toEqual(unexplained);
  });

  test("a second entry is unexplained if Redis had refused the append before it", () => {
    const appends = [{ error: "OOM" }, { reply: "2-0" }];
    expect(found(deliverCopies({ appends, ids }))).toEqual(unexplained);
  });
});

/** A bus with lists may push the same text again under the id that the bus itself gave it. */
describe("several copies under one id", () => {
  const pushed = { command: "LPUSH", reply: "1" };
  const lost = { ...pushed, repliedAt: null };

  test("a second copy is explained if the reply to the first push was lost", () => {
    const history = deliverCopies({ appends: [lost, pushed] });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "its LPUSH #1 was executed but the reply was lost",
    );
  });

  test.each<[string, Partial<WireScript>]>([
    ["a push", { ...pushed, executedAt: null }],
    ["a script", { command: "EVAL", executedAt: null }],
    ["a script that failed halfway", { command: "FCALL", error: "ERR", repliedAt: null }],
  ])("a second copy is explained if Redis never answered %s before it", (_name, first) => {
    const history = deliverCopies({ appends: [first, pushed] });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("never got a reply");
  });

  test("a second copy is unexplained, even near a fault, if the publisher had the first reply", () => {
    const appends = [{ ...pushed, repliedAt: 210 }, pushed];
    const history = deliverCopies({ appends, fault: faultAfterFirst });
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "the publisher had the reply to its LPUSH #1",
    );
  });

  test("a third copy is unexplained if the publisher had the second reply", () => {
    const history = deliverCopies({ appends: [lost, pushed, pushed], fault: faultAfterFirst });
    expect(found(history)).toEqual(unexplained);
  });

  test.each<[string, readonly Partial<WireScript>[]]>([
    ["the first was answered after the second had been sent", [{ repliedAt: 211 }, {}]],
    ["the second may not have been executed", [{}, { executedAt: null }]],
    ["the second went to another list", [{}, { key: "list:other" }]],
    ["the second was another command", [{}, { command: "PUBLISH" }]],
    ["the second was answered with nil", [{}, { reply: "nil" }]],
    ["the first did not append", [{ command: "SADD", repliedAt: null }, {}]],
    ["the second did not append", [{}, { command: "SADD" }]],
    ["the second was sent after both deliveries", [{}, { at: 1601 }]],
    [
      "the reply to the first was lost, and the second came after both deliveries",
      [lost, { at: 1601 }],
    ],
    [
      "the second got no reply, and was sent before the first was answered",
      [{ executedAt: 300 }, { executedAt: null }],
    ],
  ])("the fault decides about two copies if %s", (_name, appends) => {
    const sent = appends.map((each) => ({ ...pushed, ...each }));
    expect(found(deliverCopies({ appends: sent }))).toEqual(unexplained);
    expect(found(deliverCopies({ appends: sent, fault: nearPublisher }))).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>, readonly string[]]>([
    ["explained if the reply to its EXEC was lost", { repliedAt: null }, explained],
    ["unexplained if the reply to its EXEC came", {}, unexplained],
  ])("a copy after a transaction is %s", (_name, how, judged) => {
    const queued = { ...pushed, at: 10, reply: "QUEUED", executedAt: 12, repliedAt: 10 };
    const exec = { at: 11, command: "EXEC", key: null, messages: [], executedAt: 12, ...how };
    expect(found(deliverCopies({ appends: [queued, exec, pushed] }))).toEqual(judged);
  });

  test("the fault decides if Redis may have lost the first copy before the second delivery", () => {
    const run = { appends: [pushed, pushed] };
    const wipe = { at: 800, healAt: 900, losesAll: true, roles: ["publisher-0"] };
    expect(found(deliverCopies({ ...run, fault: wipe }))).toEqual(explained);
    const afterwards = { ...wipe, at: 1601, healAt: 1700 };
    expect(found(deliverCopies({ ...run, fault: afterwards }))).toEqual(unexplained);
    const entries = { appends: [{ reply: "1-0" }, { reply: "2-0" }], ids: ["1-0", "2-0"] } as const;
    expect(found(deliverCopies({ ...entries, fault: wipe }))).toEqual(explained);
  });

  test("a copy is unexplained if Redis kept one of the answered pushes before it", () => {
    const appends = [pushed, { ...pushed, at: 700 }, { ...pushed, at: 720 }];
    const wiped = { at: 650, healAt: 680, losesAll: true, roles: ["publisher-0"] };
    expect(found(deliverCopies({ appends, fault: wiped }))).toEqual(unexplained);
  });
});

describe("messages that the publisher sends in one batch", () => {
  const other = "publisher-0/1";
  /** Sends the message and another one together at 10 ms, and again together on a new connection at 210 ms. */
  const together = { at: 10, command: "XADD", messages: [other], executedAt: 11, occurrence: 2 };
  const lost: WireScript = { ...together, repliedAt: null };
  const resent: WireScript = {
    ...together,
    at: 210,
    executedAt: 211,
    connection: 1,
    occurrence: 4,
  };

  /** The batch holds a first append that is answered at 12 ms. */
  function sendBatch(mates: readonly WireScript[], how: Partial<WireScript> = {}) {
    const appends = [
      { reply: "1-0", executedAt: 11, repliedAt: 12 },
      { reply: "2-0", executedAt: 211, connection: 1, occurrence: 3 },
    ].map((each) => ({ ...each, ...how }));
    const ids = how.command === "LPUSH" ? (["own", "own"] as const) : (["1-0", "2-0"] as const);
    const run = scriptHistory({ hasCommands: true });
    const rest = mates.map((each) => ({ ...each, ...how }));
    return deliverCopies({ appends, ids, rest, run: run.publish(other, { at: 10, tookMs: null }) });
  }

  test.each<[string, WireScript]>([
    ["of which one got no reply", lost],
    ["of which the link held one back", { ...lost, forwardedAt: null }],
    ["of which Redis refused one", { ...together, error: "OOM" }],
  ])("a second entry is explained if a whole batch is sent again %s", (_name, mate) => {
    const history = sendBatch([mate, resent]);
    expect(found(history)).toContain("duplicate pass");
    expect(findingOf(history, "duplicate").summary).toContain("in one batch with its XADD #1");
  });

  test("a second copy in a list is explained if a whole batch is sent again", () => {
    const history = sendBatch([lost, resent], { command: "LPUSH" });
    expect(found(history)).toContain("duplicate pass");
  });

  test.each<[string, readonly WireScript[]]>([
    ["the whole batch was answered", [together, resent]],
    ["the other message was not sent again", [lost]],
    ["the other message was sent after the first reply", [{ ...lost, at: 12 }, resent]],
    ["the other message was sent again later", [lost, { ...resent, at: 212 }]],
    ["the other message was sent on another connection", [{ ...lost, connection: 2 }, resent]],
    [
      "the other message was sent again on another connection",
      [lost, { ...resent, connection: 2 }],
    ],
  ])("a second entry is unexplained if %s", (_name, mates) => {
    const history = sendBatch(mates);
    expect(found(history)).toContain("duplicate fail");
    expect(findingOf(history, "duplicate").rule).toBe("duplicate/appended-before");
  });
});

describe("a reply that the publisher may not have read", () => {
  /** The reply to the first append comes at 10 ms, and its connection is reset at the given time. */
  function resetAt(at: number, by = "publisher-0", more: readonly WireScript[] = []) {
    const first = more.length === 0 ? { reply: "1-0" } : { reply: "QUEUED" };
    const builder = scriptHistory({ hasCommands: true })
      .subscribe({})
      .publish(key, { at: 9, tookMs: 700 })
      .wire({ at: 10, command: "XADD", messages: [key], occurrence: 7, ...first })
      .deliver(key, { at: 800, id: "1-0" })
      .deliver(key, { at: 801, id: "2-0" })
      .reset({ at, by })
      .drain();
    for (const each of more) builder.wire(each);
    const again = { command: "XADD", messages: [key], reply: "2-0", connection: 1, occurrence: 8 };
    return builder.wire({ at: 500, ...again });
  }

  test("a second entry is explained if the connection was reset at most 50 ms after the first reply", () => {
    expect(found(resetAt(60).build())).toEqual(explained);
    expect(findingOf(resetAt(12.7).build(), "duplicate").summary).toContain(
      "the publisher may not have read the reply to its XADD #7, 2.7 ms before a reset",
    );
  });

  test.each([
    ["after more than 50 ms", resetAt(60.1)],
    ["but of another role", resetAt(12, "subscriber-a")],
  ])("a second entry is unexplained if a connection was reset %s", (_how, history) => {
    expect(found(history.build())).toEqual(unexplained);
  });

  test.each([
    [5, explained],
    [4, unexplained],
  ])(
    "the time to read a reply grows by the %i ms that the harness was late",
    (lateMs, expected) => {
      const sample = { sample: "harness", values: { eventLoopDelayMs: lateMs } };
      const history = resetAt(65).sample({ at: 900, ...sample });
      expect(found(history.build())).toEqual(expected);
    },
  );

  test("a second entry is explained if the reply to EXEC came just before the reset", () => {
    const exec = { at: 10, command: "EXEC", key: null, repliedAt: 11 };
    const history = resetAt(12, "publisher-0", [exec]);
    expect(found(history.build())).toEqual(explained);
  });
});

describe("two entries in streams to which the publisher appended nothing", () => {
  const reader = { by: "subscriber-a", command: "XREADGROUP", group: "a", returned: [key] };
  const fromWork = (at: number): WireScript => ({ at, ...reader, key: "stream:work" });

  /** The publisher appended to stream:orders alone; group `a` got the message as 1-0 and again as 2-0. */
  function readTwice(append: Partial<WireScript>, fault?: FaultScript) {
    const rest = [fromWork(715), fromWork(1590)];
    const appends = [{ reply: "1-0", ...append }];
    return deliverCopies({ appends, rest, ids: ["1-0", "2-0"], ...(fault && { fault }) });
  }

  test("the second delivery is no mistake of the publisher, so the faults decide", () => {
    expect(found(readTwice({}))).toEqual(unexplained);
    expect(findingOf(readTwice({}), "duplicate").rule).toBe("duplicate/unexplained");
    expect(found(readTwice({}, { ...faultAfterFirst, at: 721 }))).toEqual(explained);
  });

  test("the second delivery is explained if the publisher never got the reply to its append", () => {
    expect(found(readTwice({ repliedAt: null }))).toEqual(explained);
  });
});
