import { describe, expect, test } from "vitest";

import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript, type HeaderScript } from "../testing/history-builder.ts";

interface Backlog {
  readonly header?: HeaderScript;
  /** The messages of the busiest second, without the one that is missing. */
  readonly busy?: number;
  /** The messages that come in the last 30 s of the drain, which ends at 100 s. */
  readonly inStretch?: number;
  readonly publishedAt?: number;
  readonly fault?: Partial<FaultScript>;
  readonly harnessDelayMs?: number;
  /** How long the handler of one more message runs in the last stretch. */
  readonly handlerMs?: number;
  /** When the handler of one more message fails. */
  readonly failsAt?: number;
  readonly closedAt?: number;
}

/** The handler fails with publisher-0/0, which never comes again. */
function backlog(given: Backlog) {
  const { header, busy = 100, inStretch = 0, publishedAt = 10, harnessDelayMs = 0 } = given;
  const run = scriptHistory(header).subscribe({ group: "billing" });
  run.publish("publisher-0/0", { at: publishedAt });
  run.deliver("publisher-0/0", { at: publishedAt + 2, outcome: "fail", group: "billing" });
  for (let at = 0; at < busy; at++) run.exchange(`publisher-0/${at + 1}`, 100 + at);
  for (let at = 0; at < inStretch; at++) run.exchange(`publisher-0/${at + 1000}`, 71_000 + at * 50);
  if (given.fault) run.fault({ at: 500, healAt: 600, ...given.fault });
  const values = { [eventLoopDelayValue]: harnessDelayMs };
  run.sample({ at: 99_000, sample: harnessSample, values });
  if (given.handlerMs !== undefined) {
    run.publish("publisher-0/2000", { at: 80_000 });
    const slow = { at: 80_001, tookMs: given.handlerMs, group: "billing" };
    run.deliver("publisher-0/2000", slow);
  }
  if (given.failsAt !== undefined) {
    run.publish("publisher-0/2001", { at: 300 });
    run.deliver("publisher-0/2001", { at: given.failsAt - 1, outcome: "fail", group: "billing" });
    run.deliver("publisher-0/2001", { at: given.failsAt + 1, group: "billing" });
  }
  if (given.closedAt !== undefined) run.close({ at: given.closedAt, group: "billing" });
  return run.drain({ outcome: "progressing" }).build();
}

const verdicts = (given: Backlog): readonly string[] =>
  found(backlog(given)).filter((each) => each.startsWith("late"));

describe("a backlog that is left when the drain comes to its limit", () => {
  test("messages fail that a group lets lie although it was ten times as fast before", () => {
    expect(verdicts({})).toEqual(["late fail"]);
    expect(findingOf(backlog({}), "late")).toMatchObject({
      rule: "late/handed-out-too-slowly",
      messages: ["publisher-0/0"],
      summary: expect.stringContaining(
        "in the last 30 s of the drain the group was ten times as slow as in its busiest second, and nothing kept it busy",
      ),
    });
  });

  test.each<[string, Backlog]>([
    ["gets nearly a tenth of its pace", { inStretch: 302 }],
    ["was cut off before the last 30 s", { fault: { healAt: 70_000 } }],
    ["has a handler that takes 3 s", { handlerMs: 3000 }],
    ["had a handler that failed before", { failsAt: 69_999 }],
    ["belongs to a harness that stood still for 500 ms", { harnessDelayMs: 500 }],
    ["claims 99 s and had them", { header: { guarantees: { redeliversWithinMs: 99_000 } } }],
  ])("the missing messages of a group that %s were handed out too slowly", (_what, given) => {
    expect(verdicts(given)).toEqual(["late fail"]);
  });

  test.each<[string, Backlog]>([
    ["has shown no pace", { busy: 98 }],
    ["gets a tenth of its pace", { inStretch: 303 }],
    ["was cut off in the last 30 s", { fault: { healAt: 70_001 } }],
    ["is cut off until the end", { fault: { healAt: null } }],
    ["has a handler that takes longer than 3 s", { handlerMs: 3001 }],
    ["has a handler that fails", { failsAt: 80_000 }],
    ["belongs to a harness that stood still for longer", { harnessDelayMs: 501 }],
    ["got the message in the last 30 s", { publishedAt: 69_999 }],
    ["claims a longer time", { header: { guarantees: { redeliversWithinMs: 99_990 } } }],
  ])("the missing messages of a group that %s are late for an unknown reason", (_what, given) => {
    expect(verdicts(given)).toEqual(["late unknown"]);
  });
});
