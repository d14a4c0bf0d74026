import { describe, expect, test } from "vitest";

import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";

interface Pause {
  /** The time from the fault until billing handles a message again. */
  readonly untilMs?: number;
  readonly messages?: number;
  readonly fault?: Partial<FaultScript>;
  readonly harnessDelayMs?: number;
  /** The delay of the harness while the fault is in force. */
  readonly delayInFaultMs?: number;
  /** The time between the two messages before the fault. */
  readonly usualMs?: number;
}

/** The subscriber of mail is cut off from 1000 ms to 2000 ms. Billing pauses when that begins. */
function pause({
  untilMs = 800,
  messages = 5,
  fault,
  harnessDelayMs = 0,
  delayInFaultMs = 0,
  usualMs = 50,
}: Pause) {
  const run = scriptHistory()
    .subscribe({ group: "billing", process: "subscriber-0" })
    .subscribe({ group: "mail", process: "subscriber-1" })
    .exchange("publisher-0/0", 900 - usualMs)
    .exchange("publisher-0/1", 900)
    .fault({ at: 1000, healAt: 2000, name: "refuse", roles: ["subscriber-1"], ...fault });
  for (let number = 0; number < messages; number++) {
    const message = `publisher-0/${number + 2}`;
    run.publish(message, { at: 1001 + number, tookMs: 1 });
    run.deliver(message, { at: 1000 + untilMs - 1, tookMs: 1, group: "billing" });
    run.deliver(message, { at: 2100, group: "mail" });
  }
  const inFault = { [eventLoopDelayValue]: delayInFaultMs };
  run.sample({ at: 1999, sample: harnessSample, values: inFault });
  const values = { [eventLoopDelayValue]: harnessDelayMs };
  return run.sample({ sample: harnessSample, values }).drain().build();
}

describe("a standstill", () => {
  test("a group that handles nothing while a fault spares it fails", () => {
    const history = pause({});
    expect(found(history)).toEqual(["stuck fail"]);
    expect(findingOf(history, "stuck")).toMatchObject({
      rule: "stuck/behind-another-group",
      summary:
        "billing handled nothing for 800 ms during refuse of subscriber-1, which spared it: 5 messages were to be " +
        "published meanwhile, and before the fault the longest pause was 50 ms",
    });
  });

  test.each<[string, Pause]>([
    ["goes on after 500 ms", { untilMs: 500 }],
    ["has little to get", { messages: 4 }],
    ["usually pauses that long", { usualMs: 267 }],
    ["shares an event loop that is that slow", { delayInFaultMs: 160 }],
    ["is cut off too", { fault: { roles: ["subscriber-0", "subscriber-1"] } }],
    [
      "waits for a publisher that is cut off",
      { fault: { roles: ["publisher-0", "subscriber-1"] } },
    ],
    ["waits in a fault that was never healed", { fault: { healAt: null } }],
  ])("a group that %s is not stuck", (_what, given) => {
    expect(found(pause(given)).filter((each) => each.startsWith("stuck"))).toEqual([]);
  });

  test("a standstill of the harness makes it unknown", () => {
    const history = pause({ harnessDelayMs: 501 });
    expect(findingOf(history, "stuck")).toMatchObject({
      rule: "stuck/harness-starved",
      verdict: "unknown",
    });
  });

  test("an empty history has no standstill", () => {
    const kinds = found(scriptHistory().build());
    expect(kinds.filter((each) => each.startsWith("stuck"))).toEqual([]);
    expect(kinds).toContain("no-evidence unknown");
  });
});
