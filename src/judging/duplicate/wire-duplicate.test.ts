import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const explained = ["duplicate pass"];
const unexplained = ["duplicate fail"];

const read = {
  by: "subscriber-a",
  command: "XREADGROUP",
  group: "a",
  connectionName: "reader",
  returned: [key],
};
const acknowledgement = {
  by: "subscriber-a",
  command: "XACK",
  group: "a",
  ids: ["1-0"],
  reply: "1",
};

/** Of another entry, from a group that does acknowledge what it handled. */
const ofAnother = { at: 90_000, by: "subscriber-a", command: "XACK", group: "a", ids: ["9-9"] };

interface Twice {
  readonly wire: readonly WireScript[];
  readonly fault?: FaultScript;
  readonly hasCommands?: boolean;
  /** Where the second delivery was; the first was by `subscriber-a`. */
  readonly secondBy?: string;
  /** How long the first handler was at work. */
  readonly tookMs?: number;
}

/** One entry that was delivered at 20 and at 1600 ms, and read before each. */
function twice({ wire, fault, hasCommands = true, secondBy = "subscriber-a", tookMs = 1 }: Twice) {
  const builder = scriptHistory({ hasCommands })
    .subscribe({})
    .publish(key, { at: 10, id: "1-0" })
    .wire({ at: 10, command: "XADD", messages: [key], reply: "1-0" })
    .wire({ at: 5, executedAt: 19, ...read })
    .deliver(key, { at: 20, id: "1-0", tookMs });
  if (secondBy !== "subscriber-a") builder.subscribe({ at: 1500, process: secondBy });
  builder.deliver(key, { at: 1600, id: "1-0" }).drain();
  for (const each of [...wire, ofAnother]) builder.wire(each);
  if (fault) builder.fault(fault);
  return builder;
}

const readAgain = { at: 1550, executedAt: 1590, ...read, occurrence: 2 };
const nearby: FaultScript = { at: 21, healAt: 1500 };

describe("an entry that was delivered twice", () => {
  test("is unexplained if its acknowledgement was executed, even near a fault", () => {
    const wire = [{ at: 22, ...acknowledgement }, readAgain];
    expect(found(twice({ wire, fault: nearby }).build())).toEqual(unexplained);
    const { summary } = findingOf(twice({ wire, fault: nearby }).build(), "duplicate");
    expect(summary).toContain(": its XACK #1 had been executed 1.53 s before");
  });

  test("is judged by the fault alone where the links saw no commands", () => {
    const wire = [{ at: 22, ...acknowledgement }, readAgain];
    expect(found(twice({ wire, fault: nearby, hasCommands: false }).build())).toEqual(explained);
  });

  test("is unexplained if the bus handled it again by itself after the acknowledgement", () => {
    expect(found(twice({ wire: [{ at: 22, ...acknowledgement }] }).build())).toEqual(unexplained);
  });

  test("is explained if Redis may have forgotten the acknowledgement", () => {
    const wire = [{ at: 22, ...acknowledgement }, readAgain];
    const fault = { at: 900, healAt: 1000, losesAll: true };
    expect(found(twice({ wire, fault }).build())).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>, string]>([
    ["got no reply from Redis", { executedAt: null }, "its XACK #1 never got a reply"],
    ["did not reach Redis", { forwardedAt: null }, "its XACK #1 did not reach Redis"],
    ["was refused", { error: "LOADING" }, "its XACK #1 was refused: LOADING"],
  ])("is explained without any fault if its acknowledgement %s", (_name, how, says) => {
    const history = twice({ wire: [{ at: 22, ...acknowledgement, ...how }, readAgain] }).build();
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain(says);
  });

  test("is unexplained if the acknowledgement was executed at a second try", () => {
    const wire = [
      { at: 22, ...acknowledgement, executedAt: null },
      { at: 30, ...acknowledgement, occurrence: 2 },
      readAgain,
    ];
    expect(found(twice({ wire }).build())).toEqual(unexplained);
  });

  test("is explained if the acknowledgement confirmed nothing and a fault was near", () => {
    const wire = [{ at: 22, ...acknowledgement, reply: "0" }, readAgain];
    expect(found(twice({ wire, fault: nearby }).build())).toEqual(explained);
  });

  test("is unexplained if no acknowledgement was sent for no reason", () => {
    const history = twice({ wire: [readAgain] }).build();
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").summary).toContain("a sent no XACK of it");
  });

  test("is explained if no acknowledgement was sent because of a fault", () => {
    expect(found(twice({ wire: [readAgain], fault: nearby }).build())).toEqual(explained);
  });

  test("is explained if it was read again before the acknowledgement came", () => {
    const wire = [{ at: 1580, ...acknowledgement }, readAgain];
    const history = twice({ wire, fault: nearby }).build();
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("only after");
  });

  test("is explained if another consumer claimed it first", () => {
    const claim = { ...readAgain, by: "subscriber-b", command: "XAUTOCLAIM" };
    const history = twice({ wire: [claim], secondBy: "subscriber-b" }).build();
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("took it by XAUTOCLAIM #2");
  });

  test("is unexplained if another consumer claimed what was acknowledged", () => {
    const claim = { ...readAgain, by: "subscriber-b", command: "XAUTOCLAIM" };
    const wire = [{ at: 22, ...acknowledgement }, claim];
    const history = twice({ wire, secondBy: "subscriber-b" }).build();
    expect(found(history)).toEqual(unexplained);
  });

  test("is unexplained if another consumer claimed it from a handler at work", () => {
    const claim = { ...readAgain, by: "subscriber-b", command: "XAUTOCLAIM" };
    const history = twice({ wire: [claim], secondBy: "subscriber-b", tookMs: 3000 }).build();
    expect(found(history)).toEqual(unexplained);
  });

  test("is judged by the fault alone if a reply was too long to be looked through", () => {
    const long = { at: 1400, by: "subscriber-a", command: "XRANGE", partial: true };
    const wire = [{ at: 22, ...acknowledgement }, readAgain, long];
    expect(found(twice({ wire, fault: nearby }).build())).toEqual(explained);
  });

  test("is not judged by the acknowledgement of another group", () => {
    const wire = [{ at: 22, ...acknowledgement, group: "b" }, readAgain];
    expect(found(twice({ wire, fault: nearby }).build())).toEqual(explained);
  });
});

/** One message that is in the stream as 1-0 and as 2-0, with the commands that appended it. */
function appendedTwice(wire: readonly Partial<WireScript>[], fault?: FaultScript) {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .publish(key, { at: 10, tookMs: 700 })
    .deliver(key, { at: 800, id: "1-0" })
    .deliver(key, { at: 801, id: "2-0" })
    .drain();
  for (const [at, each] of wire.entries()) {
    builder.wire({
      at: 10 + at * 500,
      command: "XADD",
      messages: [key],
      occurrence: at + 7,
      ...each,
    });
  }
  return (fault ? builder.fault(fault) : builder).build();
}

describe("a message in two entries", () => {
  const nearPublisher: FaultScript = { at: 11, healAt: 400, roles: ["publisher-0"] };

  test("is explained if the reply to the first append was lost", () => {
    const history = appendedTwice([{ reply: "1-0", repliedAt: null }, { reply: "2-0" }]);
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "its XADD #7 was executed but the reply was lost",
    );
  });

  test("is explained if Redis never answered the first append", () => {
    const history = appendedTwice([{ executedAt: null }, { reply: "2-0" }]);
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("its XADD #7 never got a reply");
  });

  test("is unexplained if the publisher had the reply, even near a fault", () => {
    const history = appendedTwice([{ reply: "1-0" }, { reply: "2-0" }], nearPublisher);
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").summary).toContain(
      "the publisher had the reply to its XADD #7",
    );
  });

  test("is left to the fault if the reply came after the second append", () => {
    const late = [{ reply: "1-0", executedAt: 11, repliedAt: 600 }, { reply: "2-0" }];
    expect(found(appendedTwice(late))).toEqual(unexplained);
    expect(found(appendedTwice(late, nearPublisher))).toEqual(explained);
  });

  test("is left to the fault if no command shows how it came there", () => {
    expect(found(appendedTwice([]))).toEqual(unexplained);
    expect(found(appendedTwice([], nearPublisher))).toEqual(explained);
  });
});
