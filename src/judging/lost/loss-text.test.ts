import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

/** Five messages to group `a`, of which the third is published and not delivered. */
function oneMissing(script = {}) {
  return scriptHistory(script)
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .publish("publisher-0/2", { at: 30 })
    .exchange("publisher-0/3", 40)
    .exchange("publisher-0/4", 50);
}

describe("the summary of a loss", () => {
  const twoGroups = () =>
    scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10);

  test("the summary of a loss is dated by its first message, whichever group missed it", () => {
    const missed = (first: string, second: string) =>
      twoGroups()
        .publish("publisher-0/1", { at: 20 })
        .deliver("publisher-0/1", { at: 22, group: second })
        .publish("publisher-0/2", { at: 40 })
        .deliver("publisher-0/2", { at: 42, group: first })
        .fault({ at: 30, healAt: 60 })
        .drain()
        .build();
    for (const history of [missed("a", "b"), missed("b", "a")]) {
      expect(findingOf(history, "lost").summary).toContain("published before the first fault");
    }
  });

  test("the summary of a loss names the group that misses most first", () => {
    const history = twoGroups().publish("publisher-0/1", { at: 20 });
    history.publish("publisher-0/2", { at: 30 }).deliver("publisher-0/2", { at: 32, group: "a" });
    expect(findingOf(history.drain().build(), "lost").summary).toContain(
      "(counted for each of 2 groups: b 2, a 1)",
    );
  });

  test.each([
    ["the bus said nothing", [] as const],
    [
      "the bus reported disconnected and connected, but no loss",
      ["disconnected", "connected"] as const,
    ],
    ["the bus reported a gap, but did not name them", ["disconnected", "gap"] as const],
    ["the bus reported a gap, but did not name them", ["dropped", "connected"] as const],
  ])("the summary of a loss says: %s, for the notices %j", (text, notices) => {
    const history = oneMissing();
    for (const notice of notices) history.notice({ at: 60, notice });
    expect(findingOf(history.drain().build(), "lost").summary).toMatch(new RegExp(`; ${text}$`));
  });

  test.each([
    ["its handler had failed", ["publisher-0/2"]],
    ["the handler of each had failed", ["publisher-0/2", "publisher-0/5"]],
    ["the handler of 1 of them had failed", ["publisher-0/5"]],
  ])("the summary of a loss says: %s, if the handler failed with %j", (text, failed) => {
    const history = oneMissing();
    if (failed.includes("publisher-0/5")) history.publish("publisher-0/5", { at: 60 });
    for (const key of failed) history.deliver(key, { at: 70, outcome: "fail" });
    expect(findingOf(history.drain().build(), "lost").summary).toContain(`; ${text}; the bus`);
  });

  test("the summary of a late message says why the drain did not decide", () => {
    expect(findingOf(oneMissing().build(), "late").summary).toMatch(
      /; the run ended without a drain, so they may still have been on their way$/,
    );
    const history = oneMissing().drain({ outcome: "progressing" }).build();
    expect(findingOf(history, "late").summary).toMatch(
      /; the drain was still progressing when it was stopped: drain progressing$/,
    );
  });

  test("a message that Redis may have lost itself is unknown, not a failure of the bus", () => {
    const history = oneMissing()
      .fault({ at: 35, healAt: 300, losesLastMs: 1000 })
      .drain()
      .audit({ entries: [["9-0", "publisher-0/4"]] })
      .build();
    expect(found(history)).toEqual(["lost unknown"]);
    expect(findingOf(history, "lost").summary).toContain("; Redis itself may have lost them");
  });
});
