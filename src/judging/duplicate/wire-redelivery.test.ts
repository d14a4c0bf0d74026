import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const key = "publisher-0/0";
const explained = ["duplicate pass"];
const unexplained = ["duplicate fail"];

const subscriber = { by: "subscriber-a", group: "a" };
const read = { ...subscriber, command: "XREADGROUP", returned: [key] };
const firstRead = { at: 5, executedAt: 19, ...read };
const readAgain = { at: 1550, executedAt: 1590, ...read, occurrence: 2 };
const acknowledgement = { ...subscriber, command: "XACK", ids: ["1-0"], reply: "1" };
const claim = { ...readAgain, by: "subscriber-b", command: "XAUTOCLAIM" };
const nearby: FaultScript = { at: 21, healAt: 1500 };

/** Of another entry, from a group that does acknowledge what it handled. */
const ofAnother = { at: 90_000, by: "subscriber-a", command: "XACK", group: "a", ids: ["9-9"] };

interface Twice {
  readonly wire: readonly WireScript[];
  readonly fault?: FaultScript | null;
  readonly secondBy?: string;
  readonly secondAt?: number;
  readonly tookMs?: number;
}

/** One entry that was delivered at 20 and again at 1600 ms, with a fault that may be the reason. */
function twice({ wire, fault = nearby, secondBy, secondAt = 1600, tookMs = 1 }: Twice) {
  const builder = scriptHistory({ hasCommands: true })
    .subscribe({})
    .publish(key, { at: 10, id: "1-0" })
    .deliver(key, { at: 20, id: "1-0", tookMs });
  if (secondBy !== undefined) builder.subscribe({ at: 1500, process: secondBy });
  builder.deliver(key, { at: secondAt, id: "1-0" }).drain();
  for (const each of [...wire, ofAnother]) builder.wire(each);
  return (fault ? builder.fault(fault) : builder).build();
}

describe("an acknowledgement rules out the fault", () => {
  test.each<[string, WireScript]>([
    ["that also deleted", { at: 22, ...acknowledgement, command: "XACKDEL" }],
    ["by a group with a prefix", { at: 22, ...acknowledgement, group: "bus:a" }],
    ["at the moment of the second read", { at: 1550, ...acknowledgement }],
  ])("%s", (_name, sent) => {
    expect(found(twice({ wire: [firstRead, sent, readAgain] }))).toEqual(unexplained);
  });

  test("even if only one of the groups got anything twice", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .subscribe({ group: "b" })
      .publish(key, { at: 10, id: "1-0" })
      .deliver(key, { at: 20, id: "1-0" })
      .deliver(key, { at: 20, id: "1-0", group: "b" })
      .deliver(key, { at: 1600, id: "1-0" })
      .drain()
      .fault(nearby);
    for (const each of [firstRead, { at: 22, ...acknowledgement }, readAgain]) history.wire(each);
    expect(found(history.build())).toEqual(unexplained);
  });
});

test("an acknowledgement is undone by a fault that made Redis forget it, however late it was", () => {
  const sent = { at: 2900, ...acknowledgement };
  const wire = [firstRead, sent, { ...readAgain, at: 3950, executedAt: 3990 }];
  const atFault = (losesLastMs: number) => {
    const fault = { at: 3000, healAt: 3100, losesLastMs };
    return found(twice({ wire, fault, secondAt: 4000 }));
  };
  expect(atFault(101)).toEqual(explained);
  expect(atFault(100)).toEqual(unexplained);
});

test("an acknowledgement of an entry with the same id in another stream is another one", () => {
  const sent = { at: 22, ...acknowledgement, key: "stream:invoices" };
  const append = { at: 9, by: "publisher-1", command: "XADD", reply: "1-0" };
  const elsewhere = { ...append, key: "stream:invoices", messages: ["publisher-1/0"] };
  const own = { ...append, at: 8, key: "stream:invoices", messages: [key] };
  expect(found(twice({ wire: [elsewhere, firstRead, sent, readAgain] }))).toEqual(explained);
  expect(found(twice({ wire: [own, firstRead, sent, readAgain] }))).toEqual(unexplained);
  const refused = { ...sent, error: "LOADING" };
  const without = { wire: [elsewhere, firstRead, refused, readAgain], fault: null };
  expect(found(twice(without))).toEqual(unexplained);
});

test("an acknowledgement stands if Redis forgot only one before it", () => {
  const repeated = { at: 1200, ...acknowledgement, occurrence: 2 };
  const wire = [firstRead, { at: 22, ...acknowledgement }, repeated, readAgain];
  const wipedAt = (healAt: number) => ({ at: 100, healAt, losesAll: true });
  const history = twice({ wire, fault: wipedAt(1199) });
  expect(found(history)).toEqual(unexplained);
  expect(findingOf(history, "duplicate").summary).toContain(
    ": its XACK #2 had been executed 350 ms before",
  );
  const forgotten = twice({ wire, fault: wipedAt(1200) });
  expect(found(forgotten)).toEqual(explained);
  expect(findingOf(forgotten, "duplicate").summary).toContain(
    ": its XACK #1 had been executed 1.53 s before, but Redis may have lost that",
  );
});

test("a fault after the second delivery is no reason for it, whatever Redis forgot then", () => {
  const wire = [firstRead, { at: 22, ...acknowledgement }, readAgain];
  const wipedAt = (at: number) => ({ at, healAt: 5100, losesAll: true });
  expect(found(twice({ wire, fault: wipedAt(1601) }))).toEqual(unexplained);
  expect(found(twice({ wire, fault: wipedAt(1600) }))).toEqual(explained);
});

describe("the fault decides", () => {
  const done = { at: 22, ...acknowledgement };

  test.each<[string, readonly WireScript[]]>([
    ["if no read showed the message", [done]],
    ["if the first read did not", [done, readAgain]],
    [
      "if the reply to the first read was lost",
      [{ ...firstRead, repliedAt: null }, done, readAgain],
    ],
    ["if the acknowledgement names no group", [firstRead, withoutGroup(done), readAgain]],
    ["if something else named the entry", [firstRead, { ...done, command: "XDEL" }, readAgain]],
    ["if it was acknowledged after the read", [firstRead, { ...done, at: 1551 }, readAgain]],
  ])("%s", (_name, wire) => {
    expect(found(twice({ wire }))).toEqual(explained);
  });

  test.each(["subscriber-a", "subscriber-b"])("if %s got more than the link read", (by) => {
    const long = { at: 1400, by, command: "XRANGE", partial: true };
    const again = { ...readAgain, by: "subscriber-b" };
    const secondBy = "subscriber-b";
    const wire = [firstRead, done, again];
    expect(found(twice({ wire, secondBy }))).toEqual(unexplained);
    expect(found(twice({ wire: [...wire, long], secondBy }))).toEqual(explained);
  });
});

function withoutGroup({ group: _group, ...rest }: WireScript): WireScript {
  return rest;
}

describe("a message was handed out again", () => {
  /** Between the second read and the second delivery. */
  const late = { at: 1580, ...acknowledgement };

  test.each<[string, WireScript]>([
    ["by a read for its group", readAgain],
    ["by a read for its group under a longer name", { ...readAgain, group: "bus:a" }],
    ["by a read for no group", withoutGroup({ ...readAgain, command: "XRANGE" })],
    ["by a read that ended as it was delivered", { ...readAgain, executedAt: 1600 }],
  ])("%s", (_name, again) => {
    expect(found(twice({ wire: [firstRead, late, again] }))).toEqual(explained);
  });

  test.each<[string, WireScript]>([
    ["for another group", { ...readAgain, group: "b" }],
    ["by somebody else", { ...readAgain, by: "subscriber-b" }],
    ["that ended only after it was delivered", { ...readAgain, executedAt: 1601 }],
    ["that got no reply through", { ...readAgain, repliedAt: null }],
  ])("not by a read %s", (_name, again) => {
    expect(found(twice({ wire: [firstRead, late, again] }))).toEqual(unexplained);
  });
});

describe("a claim", () => {
  const secondBy = "subscriber-b";
  const without = { fault: null, secondBy };

  test.each(["XCLAIM", "XAUTOCLAIM"])("by %s explains a second delivery", (command) => {
    const wire = [firstRead, { ...claim, command }];
    expect(found(twice({ ...without, wire }))).toEqual(explained);
  });

  test("is no plain read by another consumer", () => {
    const wire = [firstRead, { ...claim, command: "XREADGROUP" }];
    expect(found(twice({ ...without, wire }))).toEqual(unexplained);
  });

  test("is no consumer that claims from itself", () => {
    const wire = [firstRead, { ...claim, by: "subscriber-a" }];
    expect(found(twice({ fault: null, wire }))).toEqual(unexplained);
  });

  test("finds the handler done that ends at the moment of the second delivery", () => {
    const wire = [firstRead, claim];
    expect(found(twice({ ...without, wire, tookMs: 1580 }))).toEqual(explained);
    expect(found(twice({ ...without, wire, tookMs: 1581 }))).toEqual(unexplained);
  });
});

describe("an acknowledgement that did not get through", () => {
  const refused = (at: number) => [
    firstRead,
    readAgain,
    { at, ...acknowledgement, error: "LOADING" },
  ];

  test("is a reason up to the second delivery, and not after it", () => {
    expect(found(twice({ wire: refused(1600), fault: null }))).toEqual(explained);
    expect(found(twice({ wire: refused(1601), fault: null }))).toEqual(unexplained);
  });

  test("is told from one that was sent only for the second delivery", () => {
    const summaryAt = (at: number) => {
      const wire = [firstRead, readAgain, { at, ...acknowledgement }];
      return findingOf(twice({ wire, fault: null }), "duplicate").summary;
    };
    expect(summaryAt(1589)).toContain("executed only after");
    expect(summaryAt(1590)).toContain("a sent no XACK of it in between");
  });
});
