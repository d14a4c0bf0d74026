import { describe, expect, test } from "vitest";

import { inFlightGuardMs } from "../facts/entitlement.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";
import type { WireScript } from "../testing/scripts.ts";

const doubted = "publisher-0/1";

interface Run {
  readonly outcome: "fail" | "info";
  readonly sent?: Partial<WireScript>;
  readonly header?: object;
  readonly fault?: FaultScript;
}

/** A message that arrives, and another that was not acknowledged and never handled. */
function run({ outcome, sent, header = {}, fault }: Run) {
  const builder = scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .publish(doubted, { at: 20, outcome })
    .drain();
  if (sent) builder.wire({ at: 20, command: "XADD", messages: [doubted], reply: "2-0", ...sent });
  if (fault) builder.fault(fault);
  return builder.build();
}

const wiped: FaultScript = { at: 200, healAt: 300, losesAll: true };

describe("a publish in doubt", () => {
  const outcome = "info";

  test("a publish in doubt is owed if Redis was seen to execute it", () => {
    expect(found(run({ outcome, sent: { repliedAt: null } }))).toEqual(["lost fail"]);
  });

  test.each<[string, string]>([
    ["XADD", "2-0"],
    ["RPUSH", "5"],
    ["LPUSH", "5"],
    ["PUBLISH", "1"],
    ["SPUBLISH", "1"],
    ["EVAL", "2-0"],
  ])("a publish in doubt is owed if Redis executed %s and answered %s", (command, reply) => {
    expect(found(run({ outcome, sent: { command, reply } }))).toEqual(["lost fail"]);
  });

  test("a publish in doubt is not owed if a script may have made the entry of another message", () => {
    const sent = { command: "EVAL", messages: [doubted, "publisher-0/2"] };
    expect(found(run({ outcome, sent }))).toEqual([]);
  });

  test.each<[string, Partial<WireScript> | undefined]>([
    ["was not sent", undefined],
    ["did not reach Redis", { forwardedAt: null }],
    ["may have been executed", { executedAt: null }],
    ["was refused", { error: "OOM" }],
    ["was answered with nil", { reply: "nil" }],
    ["was carried by a command that appends nothing", { command: "GET", reply: "OK" }],
  ])("a publish in doubt is not owed if it %s", (_name, sent) => {
    expect(found(run({ outcome, ...(sent && { sent }) }))).toEqual([]);
  });

  test("a publish in doubt is not owed if only another role passed the message on", () => {
    expect(found(run({ outcome, sent: { by: "subscriber-a" } }))).toEqual([]);
  });

  test("a publish in doubt is not owed if Redis was wiped after it", () => {
    expect(found(run({ outcome, sent: {}, fault: wiped }))).toEqual([]);
  });

  test("a publish in doubt is owed if Redis executed it after the heal of the fault that wiped it", () => {
    const foundAt = (executedAt: number) =>
      found(run({ outcome, sent: { executedAt }, fault: wiped }));
    expect(foundAt(300)).toEqual([]);
    expect(foundAt(301)).toEqual(["lost fail"]);
  });

  test("a publish in doubt is not owed in the last moments that a killed Redis may have lost", () => {
    const fault = { at: 200, healAt: 900, losesLastMs: 100 };
    const isOwedAt = (executedAt: number) =>
      found(run({ outcome, sent: { executedAt }, fault })).length > 0;
    const [first, last] = [101, 200 + inFlightGuardMs];
    expect([first - 1, first, last, last + 1].map(isOwedAt)).toEqual([true, false, false, true]);
  });

  test("a publish in doubt is owed if Redis executed it after it had been wiped", () => {
    const fault = { ...wiped, at: 5, healAt: 8 };
    expect(found(run({ outcome, sent: {}, fault }))).toEqual(["lost fail"]);
  });

  test("a publish in doubt is not owed by an at-most-once bus", () => {
    const header = { guarantees: { delivery: "at-most-once" } };
    expect(found(run({ outcome, sent: {}, header }))).toEqual([]);
  });

  test("a publish in doubt is not owed if the links recorded no commands", () => {
    expect(found(run({ outcome, sent: {}, header: { hasCommands: false } }))).toEqual([]);
  });
});

describe("a rejection", () => {
  const outcome = "fail";

  test("a rejection is false if Redis executed the publish", () => {
    const history = run({ outcome, sent: { occurrence: 4, executedAt: 30 } });
    expect(findingOf(history, "false-rejection")).toMatchObject({
      verdict: "fail",
      messages: [doubted],
      summary:
        "1 publish rejected as if nothing had been published, but the message exists; publisher-0/1 was rejected in a run without faults: Redis executed publisher-0 XADD stream:orders #4",
    });
  });

  test.each<[string, Partial<WireScript> | undefined]>([
    ["nothing was sent", undefined],
    ["it did not reach Redis", { forwardedAt: null }],
    ["Redis never answered", { executedAt: null }],
    ["Redis refused it", { error: "OOM" }],
  ])("a rejection is not called false if %s", (_name, sent) => {
    expect(found(run({ outcome, ...(sent && { sent }) }))).toEqual([]);
  });

  test("a rejection is not called false if Redis was wiped after it", () => {
    expect(found(run({ outcome, sent: {}, fault: wiped }))).toEqual([]);
  });
});
