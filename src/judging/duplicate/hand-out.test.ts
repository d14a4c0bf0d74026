import { describe, expect, test } from "vitest";

import { found } from "../testing/found.ts";
import type { WireScript } from "../testing/scripts.ts";
import {
  acknowledged,
  acknowledgement,
  append,
  explained,
  faultAfterFirst,
  firstRead,
  redeliver,
  secondRead,
  unexplained,
} from "./testing/redelivered-entry.ts";

const fault = faultAfterFirst;

function withoutGroup({ group: _group, ...rest }: WireScript): WireScript {
  return rest;
}

describe("reads that do not show both hand-outs", () => {
  const lostRead = { ...firstRead, repliedAt: null };

  test.each<[string, readonly WireScript[]]>([
    ["no read returned the message", [acknowledged]],
    ["no read returned it before the first delivery", [acknowledged, secondRead]],
    ["the reply to the first read was lost", [lostRead, acknowledged, secondRead]],
    ["the XACK names no group", [firstRead, withoutGroup(acknowledged), secondRead]],
    [
      "XDEL named the entry, not XACK",
      [firstRead, { ...acknowledged, command: "XDEL" }, secondRead],
    ],
    ["the XACK came after the second read", [firstRead, { ...acknowledged, at: 1551 }, secondRead]],
  ])("the fault decides about a duplicate if %s", (_name, wire) => {
    expect(found(redeliver({ wire, fault }))).toEqual(explained);
  });

  test("the fault decides about a duplicate if a reply was too long for the link to read", () => {
    const long = { at: 1400, by: "subscriber-a", command: "XRANGE", partial: true };
    const wire = [append, firstRead, acknowledged, secondRead, long];
    expect(found(redeliver({ wire, fault }))).toEqual(explained);
  });

  test.each(["subscriber-a", "subscriber-b"])(
    "the fault decides about a duplicate if %s got a reply that the link read in part",
    (by) => {
      const long = { at: 1400, by, command: "XRANGE", partial: true };
      const again = { ...secondRead, by: "subscriber-b" };
      const secondBy = "subscriber-b";
      const wire = [firstRead, acknowledged, again];
      expect(found(redeliver({ wire, secondBy, fault }))).toEqual(unexplained);
      expect(found(redeliver({ wire: [...wire, long], secondBy, fault }))).toEqual(explained);
    },
  );
});

describe("the read that handed an entry out again", () => {
  /** Between the second read and the second delivery. */
  const late = { at: 1580, ...acknowledgement };

  test.each<[string, WireScript]>([
    ["for its group", secondRead],
    ["for its group under a longer name", { ...secondRead, group: "bus:a" }],
    ["for no group", withoutGroup({ ...secondRead, command: "XRANGE" })],
    ["that ended when the second delivery began", { ...secondRead, executedAt: 1600 }],
  ])("an XACK after a read %s came too late to rule out the fault", (_name, again) => {
    expect(found(redeliver({ wire: [firstRead, late, again], fault }))).toEqual(explained);
  });

  test.each<[string, WireScript]>([
    ["for another group", { ...secondRead, group: "b" }],
    ["by another role", { ...secondRead, by: "subscriber-b" }],
    ["that ended after the second delivery began", { ...secondRead, executedAt: 1601 }],
    ["whose reply was lost", { ...secondRead, repliedAt: null }],
  ])("an XACK after a read %s still rules out the fault", (_name, again) => {
    expect(found(redeliver({ wire: [firstRead, late, again], fault }))).toEqual(unexplained);
  });
});
