import { describe, expect, test } from "vitest";

import { found } from "../testing/found.ts";
import type { WireScript } from "../testing/scripts.ts";
import { deliverCopies } from "./testing/delivered-copies.ts";
import { explained, faultAfterFirst, key, unexplained } from "./testing/redelivered-entry.ts";

const fault = faultAfterFirst;
const subscriber = { by: "subscriber-a", group: "a" };
const reads = [700, 1550].map((at) => ({
  ...subscriber,
  at,
  command: "XREADGROUP",
  returned: [key],
}));
const acknowledged = { ...subscriber, at: 730, command: "XACK", ids: ["1-0"], reply: "1" };

describe("a bus that delivers under its own ids", () => {
  test("both deliveries are of one entry if Redis made one entry of the message", () => {
    const run = { appends: [{ reply: "1-0" }], fault };
    expect(found(deliverCopies({ ...run, rest: [...reads, acknowledged] }))).toEqual(unexplained);
    expect(found(deliverCopies({ ...run, rest: reads }))).toEqual(explained);
  });

  test("both deliveries are of one entry even if only the first names that entry", () => {
    const run = { appends: [{ reply: "1-0" }], rest: reads, fault };
    expect(found(deliverCopies({ ...run, ids: ["1-0", "own"] }))).toEqual(explained);
  });

  test.each<[string, Partial<WireScript>]>([
    ["never reached Redis", { forwardedAt: null }],
    ["was refused", { error: "OOM" }],
  ])("both deliveries are of one entry if another append %s", (_name, other) => {
    const unanswered = { ...acknowledged, executedAt: null };
    for (const appends of [
      [other, { reply: "1-0" }],
      [{ reply: "1-0" }, other],
    ]) {
      const rest = [...reads, acknowledged];
      expect(found(deliverCopies({ appends, rest, fault }))).toEqual(unexplained);
      expect(found(deliverCopies({ appends, rest: [...reads, unanswered] }))).toEqual(explained);
    }
  });

  test("a duplicate is explained if the reply to the first of two appends was lost", () => {
    const appends = [{ reply: "1-0", repliedAt: null }, { reply: "2-0" }];
    expect(found(deliverCopies({ appends }))).toEqual(explained);
  });

  test("an append that never reached Redis does not change how two entries are explained", () => {
    const unsent = { forwardedAt: null };
    const appends = [unsent, { reply: "1-0", repliedAt: null }, { reply: "2-0" }];
    expect(found(deliverCopies({ appends }))).toEqual(explained);
  });

  test("a command that is no append does not change how two entries are explained", () => {
    const lost = { reply: "1-0", repliedAt: null };
    const appends = [{ command: "ZADD", reply: "1" }, lost, { reply: "2-0" }];
    expect(found(deliverCopies({ appends }))).toEqual(explained);
  });

  test("the fault decides, in spite of an XACK, if there may be another entry", () => {
    const appends = [{ reply: "1-0" }, { executedAt: null }];
    const rest = [...reads, acknowledged];
    expect(found(deliverCopies({ appends, rest, fault }))).toEqual(explained);
  });

  test.each<[string, readonly Partial<WireScript>[]]>([
    ["no command shows an entry", [{ command: "EVAL", reply: "OK" }]],
    ["the second append was not answered", [{ reply: "1-0" }, { executedAt: null }]],
    [
      "the first append was to a list",
      [
        { at: 210, command: "RPUSH", reply: "5" },
        { at: 210, reply: "1-0" },
      ],
    ],
  ])("the fault decides if %s", (_name, appends) => {
    expect(found(deliverCopies({ appends }))).toEqual(unexplained);
    expect(found(deliverCopies({ appends, fault }))).toEqual(explained);
  });
});

test("a bus that delivers under entry ids needs no recorded append to show one entry", () => {
  const ids = ["1-0", "1-0"] as const;
  const run = { appends: [], rest: [...reads, acknowledged], ids, fault };
  expect(found(deliverCopies(run))).toEqual(unexplained);
});
