import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";
import {
  acknowledged,
  acknowledgement,
  append,
  claim,
  explained,
  faultAfterFirst,
  firstRead,
  key,
  redeliver,
  secondRead,
  unexplained,
} from "./testing/redelivered-entry.ts";

/** The commands before the first delivery, then those that are given. */
const wireWith = (...more: readonly WireScript[]) => [append, firstRead, ...more];

describe("an acknowledgement that Redis executed", () => {
  const wire = wireWith(acknowledged, secondRead);

  test("a duplicate is unexplained, even near a fault, if its XACK was executed before the second read", () => {
    const history = redeliver({ wire, fault: faultAfterFirst });
    expect(found(history)).toEqual(unexplained);
    const { rule, summary } = findingOf(history, "duplicate");
    expect(rule).toBe("duplicate/acknowledged-before");
    expect(summary).toContain(": its XACK #1 had been executed 1.53 s before");
  });

  test("a duplicate is unexplained if the bus handled it again by itself after its XACK", () => {
    expect(found(redeliver({ wire: wireWith(acknowledged) }))).toEqual(unexplained);
  });

  test("a duplicate is unexplained if its XACK was executed at the second attempt", () => {
    const attempts = [
      { ...acknowledged, executedAt: null },
      { at: 30, ...acknowledgement, occurrence: 2 },
    ];
    expect(found(redeliver({ wire: wireWith(...attempts, secondRead) }))).toEqual(unexplained);
  });

  test.each<[string, WireScript]>([
    ["XACKDEL acknowledged and deleted it", { ...acknowledged, command: "XACKDEL" }],
    ["its XACK was for the group under a longer name", { ...acknowledged, group: "bus:a" }],
    ["its XACK was executed when the second read was sent", { ...acknowledged, at: 1550 }],
  ])("a duplicate is unexplained, even near a fault, if %s", (_name, sent) => {
    const history = redeliver({ wire: [firstRead, sent, secondRead], fault: faultAfterFirst });
    expect(found(history)).toEqual(unexplained);
  });

  test("an XACK of another stream does not count, even if the bus moved the message there with the same id", () => {
    const source = { ...acknowledged, at: 12, key: "stream:source" };
    const moving = wireWith({ ...firstRead, at: 4, executedAt: 11, key: "stream:source" }, source);
    const history = redeliver({ wire: [...moving, secondRead], fault: faultAfterFirst });
    expect(found(history)).toEqual(["duplicate pass"]);
    expect(findingOf(history, "duplicate").summary).toContain("because of a fault");
  });

  test("an XACK rules out the fault even if only one of two groups got the message twice", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({})
      .subscribe({ group: "b" })
      .publish(key, { at: 10, id: "1-0" })
      .deliver(key, { at: 20, id: "1-0" })
      .deliver(key, { at: 20, id: "1-0", group: "b" })
      .deliver(key, { at: 1600, id: "1-0" })
      .drain()
      .fault(faultAfterFirst);
    for (const each of [firstRead, acknowledged, secondRead]) history.wire(each);
    expect(found(history.build())).toEqual(unexplained);
  });

  test("the fault decides if the XACK names another group", () => {
    const other = wireWith({ ...acknowledged, group: "b" }, secondRead);
    expect(found(redeliver({ wire: other, fault: faultAfterFirst }))).toEqual(explained);
  });

  test("the fault decides if the link saw no commands", () => {
    const history = redeliver({ wire, fault: faultAfterFirst, hasCommands: false });
    expect(found(history)).toEqual(explained);
  });

  test("an XACK of an entry with the same id in another stream does not count", () => {
    const sent = { ...acknowledged, key: "stream:invoices" };
    const entry = { at: 9, by: "publisher-1", command: "XADD", reply: "1-0" };
    const elsewhere = { ...entry, key: "stream:invoices", messages: ["publisher-1/0"] };
    const own = { ...entry, at: 8, key: "stream:invoices", messages: [key] };
    const judged = (added: WireScript, readFrom?: string) => {
      const [first, second] = [firstRead, secondRead].map((read) => ({ ...read, key: readFrom }));
      const sentInOrder = [added, first ?? firstRead, sent, second ?? secondRead];
      return found(redeliver({ wire: sentInOrder, fault: faultAfterFirst }));
    };
    expect(judged(elsewhere)).toEqual(explained);
    expect(judged(own)).toEqual(explained);
    expect(judged(own, "stream:invoices")).toEqual(unexplained);
    const refused = { ...sent, error: "LOADING" };
    const withoutFault = redeliver({ wire: [elsewhere, firstRead, refused, secondRead] });
    expect(found(withoutFault)).toEqual(unexplained);
  });
});

describe("an acknowledgement that Redis may have lost", () => {
  test("a duplicate is explained if Redis lost all data after its XACK", () => {
    const fault = { at: 900, healAt: 1000, losesAll: true };
    const history = redeliver({ wire: wireWith(acknowledged, secondRead), fault });
    expect(found(history)).toEqual(explained);
  });

  test("a duplicate is explained if its XACK is in the last moments that Redis may have lost", () => {
    const sent = { at: 2900, ...acknowledgement };
    const wire = [firstRead, sent, { ...secondRead, at: 3950, executedAt: 3990 }];
    const judged = (losesLastMs: number) =>
      found(redeliver({ wire, fault: { at: 3000, healAt: 3100, losesLastMs }, secondAt: 4000 }));
    expect(judged(101)).toEqual(explained);
    expect(judged(100)).toEqual(unexplained);
  });

  test("a duplicate is unexplained if Redis kept the later one of two XACKs", () => {
    const again = { at: 1200, ...acknowledgement, occurrence: 2 };
    const wire = [firstRead, acknowledged, again, secondRead];
    const wipedUntil = (healAt: number) => ({ at: 100, healAt, losesAll: true });
    const kept = redeliver({ wire, fault: wipedUntil(1199) });
    expect(found(kept)).toEqual(unexplained);
    expect(findingOf(kept, "duplicate").summary).toContain(
      ": its XACK #2 had been executed 350 ms before",
    );
    const lost = redeliver({ wire, fault: wipedUntil(1200) });
    expect(found(lost)).toEqual(explained);
    expect(findingOf(lost, "duplicate").summary).toContain(
      ": its XACK #1 had been executed 1.53 s before, but Redis may have lost that",
    );
  });

  test("a loss of data after the second delivery does not explain it", () => {
    const wire = [firstRead, acknowledged, secondRead];
    const wipedAt = (at: number) => ({ at, healAt: 5100, losesAll: true });
    expect(found(redeliver({ wire, fault: wipedAt(1601) }))).toEqual(unexplained);
    expect(found(redeliver({ wire, fault: wipedAt(1600) }))).toEqual(explained);
  });
});

describe("an acknowledgement that did not get through", () => {
  test.each<[string, Partial<WireScript>, string]>([
    ["got no reply from Redis", { executedAt: null }, "its XACK #1 never got a reply"],
    ["did not reach Redis", { forwardedAt: null }, "its XACK #1 did not reach Redis"],
    ["was refused", { error: "LOADING" }, "its XACK #1 was refused: LOADING"],
  ])("a duplicate is explained without any fault if its XACK %s", (_name, how, says) => {
    const history = redeliver({ wire: wireWith({ ...acknowledged, ...how }, secondRead) });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain(says);
  });

  test("a failed XACK explains a duplicate only if it was sent by the second delivery", () => {
    const judged = (at: number) => {
      const failed = { at, ...acknowledgement, error: "LOADING" };
      return found(redeliver({ wire: [firstRead, secondRead, failed] }));
    };
    expect(judged(1600)).toEqual(explained);
    expect(judged(1601)).toEqual(unexplained);
  });

  test("the fault decides if the XACK acknowledged nothing", () => {
    const nothing = wireWith({ ...acknowledged, reply: "0" }, secondRead);
    expect(found(redeliver({ wire: nothing, fault: faultAfterFirst }))).toEqual(explained);
  });

  test("the fault decides if the group sent no XACK", () => {
    const wire = wireWith(secondRead);
    const history = redeliver({ wire });
    expect(found(history)).toEqual(unexplained);
    expect(findingOf(history, "duplicate").summary).toContain("a sent no XACK of it in between");
    expect(found(redeliver({ wire, fault: faultAfterFirst }))).toEqual(explained);
  });

  test("the fault decides if the XACK came only after the second read", () => {
    const late = wireWith({ at: 1580, ...acknowledgement }, secondRead);
    const history = redeliver({ wire: late, fault: faultAfterFirst });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("only after");
  });

  test("the summary tells an XACK before the second hand-out from one after it", () => {
    const summaryAt = (at: number) => {
      const wire = [firstRead, secondRead, { at, ...acknowledgement }];
      return findingOf(redeliver({ wire }), "duplicate").summary;
    };
    expect(summaryAt(1589)).toContain("executed only after");
    expect(summaryAt(1590)).toContain("a sent no XACK of it in between");
  });
});

describe("another consumer that claims the entry", () => {
  const secondBy = "subscriber-b";

  test("a duplicate is explained if another consumer claimed it before an XACK", () => {
    const history = redeliver({ wire: wireWith(claim), secondBy });
    expect(found(history)).toEqual(explained);
    expect(findingOf(history, "duplicate").summary).toContain("took it by XAUTOCLAIM #2");
  });

  test.each(["XCLAIM", "XAUTOCLAIM"])("a claim by %s explains a duplicate", (command) => {
    const wire = [firstRead, { ...claim, command }];
    expect(found(redeliver({ wire, secondBy }))).toEqual(explained);
  });

  test("a duplicate is unexplained if another consumer claimed it after its XACK", () => {
    const wire = wireWith(acknowledged, claim);
    expect(found(redeliver({ wire, secondBy }))).toEqual(unexplained);
  });

  test("a duplicate is unexplained if the claim took it from a handler that was still at work", () => {
    expect(found(redeliver({ wire: wireWith(claim), secondBy, tookMs: 3000 }))).toEqual(
      unexplained,
    );
  });

  test("a claim explains a duplicate if the first handler ended when the second delivery began", () => {
    const wire = [firstRead, claim];
    expect(found(redeliver({ wire, secondBy, tookMs: 1580 }))).toEqual(explained);
    expect(found(redeliver({ wire, secondBy, tookMs: 1581 }))).toEqual(unexplained);
  });

  test("a plain read by another consumer does not explain a duplicate", () => {
    const wire = [firstRead, { ...claim, command: "XREADGROUP" }];
    expect(found(redeliver({ wire, secondBy }))).toEqual(unexplained);
  });

  test("a consumer that claims from itself does not explain a duplicate", () => {
    const wire = [firstRead, { ...claim, by: "subscriber-a" }];
    expect(found(redeliver({ wire }))).toEqual(unexplained);
  });
});
