import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
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

describe("judgeLosses for an at-least-once bus", () => {
  test("an acknowledged message that no handler got is lost after a complete drain", () => {
    const lost = findingOf(oneMissing().drain().build(), "lost");
    expect(lost).toMatchObject({ verdict: "fail", messages: ["publisher-0/2"] });
    expect(lost.summary).toMatch(/^lost 1 of 5 messages, .*: publisher-0 2 \(in the middle\)/);
  });

  test("a message that no handler got is lost after a stalled drain too", () => {
    expect(found(oneMissing().drain({ outcome: "stalled" }).build())).toEqual(["lost fail"]);
  });

  test("a message that no handler got is late if the drain was still progressing at its end", () => {
    const history = oneMissing().drain({ outcome: "progressing" }).build();
    expect(found(history)).toEqual(["late unknown", "no-evidence unknown"]);
  });

  test("a message that exists and whose publish settled after the drain is late, not lost", () => {
    const history = scriptHistory()
      .subscribe({})
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 40, tookMs: 20 })
      .deliver("publisher-0/1", { at: 45, group: "b" })
      .drain({ at: 50 });
    expect(found(history.build())).toEqual(["late unknown"]);
  });

  test("a message whose publish settled after the drain is not owed if it arrived only after it", () => {
    const history = scriptHistory()
      .subscribe({})
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 40, tookMs: 20 })
      .deliver("publisher-0/1", { at: 55, group: "b" })
      .drain({ at: 50 });
    expect(found(history.build())).toEqual([]);
  });

  test("a message that was published after the drain is owed to no group", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .drain({ at: 50 })
      .publish("publisher-0/1", { at: 60 });
    expect(found(history.build())).toEqual([]);
  });

  test("a run without a drain is unknown, whatever is missing", () => {
    expect(judge(oneMissing().build()).verdict).toBe("unknown");
  });

  test("a run in which everything was handled passes without a finding", () => {
    const history = oneMissing().deliver("publisher-0/2", { at: 33 }).drain().build();
    expect(judge(history)).toMatchObject({ verdict: "pass", findings: [] });
  });

  test("a message whose handler only ever failed is lost", () => {
    const history = oneMissing().deliver("publisher-0/2", { at: 33, outcome: "fail" }).drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a message whose handler never returned is lost", () => {
    const history = oneMissing().deliver("publisher-0/2", { at: 33, tookMs: null }).drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("each group must get every message, even if another group got it", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20 })
      .deliver("publisher-0/1", { at: 22, group: "a" })
      .drain()
      .build();
    expect(findingOf(history, "lost").summary).toContain("(counted for each of 2 groups: b 1)");
  });

  test("a message that one consumer of a group handled is not lost for the others", () => {
    const history = scriptHistory()
      .subscribe({ group: "a", process: "subscriber-0" })
      .exchange("publisher-0/0", 10)
      .subscribe({ at: 15, group: "a", process: "subscriber-1" })
      .exchange("publisher-0/1", 20)
      .drain()
      .build();
    expect(found(history)).toEqual([]);
  });

  test("the summary of a loss names the fault during which the first lost message was published", () => {
    const history = oneMissing().fault({ at: 25, healAt: 35 }).drain().build();
    const { summary } = findingOf(history, "lost");
    expect(summary).toContain("during SIGKILL redis, 5 ms after it was injected");
  });
});

describe("the place of a lost message", () => {
  const group = { name: "a", lastDeliveredId: "7-0", pending: [] };
  const pending = [{ id: "3-0", consumer: "a-1", idleMs: 9000, deliveries: 1 }];
  const stored = [["3-0", "publisher-0/2"]] as const;

  test.each([
    ["not in Redis", { entries: [["4-0", "publisher-0/3"]], groups: [group] }, "9-0"],
    ["trimmed", { entries: [["4-0", "publisher-0/3"]], groups: [group] }, "3-0"],
    ["not in Redis", { entries: [["4-0", "publisher-0/3"]], groups: [group], removed: 0 }, "3-0"],
    ["past the group's position", { entries: stored, groups: [group] }, "3-0"],
    ["stuck pending", { entries: stored, groups: [{ ...group, pending }] }, "3-0"],
    ["unread", { entries: stored, groups: [{ ...group, lastDeliveredId: "2-0" }] }, "3-0"],
    ["in an unknown place", { entries: stored, groups: [] }, "3-0"],
    ["in an unknown place", { error: "timed out" }, "3-0"],
  ] as const)("a lost message is reported as %s (audit %#)", (place, audit, id) => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/1", 20)
      .publish("publisher-0/2", { at: 30, id })
      .drain()
      .audit(audit)
      .build();
    expect(findingOf(history, "lost").summary).toContain(place);
  });

  test("the place of a lost message is found over several pages of the audit", () => {
    const history = oneMissing()
      .drain()
      .audit({ entries: [["1-0", "publisher-0/0"]] })
      .audit({ entries: stored })
      .audit({ groups: [group] })
      .build();
    expect(findingOf(history, "lost").summary).toContain("past the group's position");
  });
});

describe("dropped messages", () => {
  const reported = { notice: "dropped", ids: ["id-publisher-0/2"] } as const;

  test("a message that the bus reported by its id is dropped, not lost", () => {
    expect(
      found(
        oneMissing()
          .notice({ at: 60, ...reported })
          .drain()
          .build(),
      ),
    ).toEqual(["dropped fail"]);
  });

  test("a message that another subscriber reported is still lost for this group", () => {
    const history = oneMissing()
      .subscribe({ at: 60, group: "b" })
      .exchange("publisher-0/5", 70)
      .notice({ at: 80, by: "subscriber-b", ...reported })
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("a message that a publisher reported is dropped for every group", () => {
    const history = oneMissing()
      .notice({ at: 60, by: "publisher-0", ...reported })
      .drain();
    expect(found(history.build())).toEqual(["dropped fail"]);
  });

  test("a gap that names no message leaves the message lost, and the summary mentions the gap", () => {
    const history = oneMissing().notice({ at: 60, notice: "gap" }).drain().build();
    expect(findingOf(history, "lost").summary).toContain("the bus reported a gap");
  });

  test("a message that an at-most-once bus reported as dropped passes", () => {
    const history = oneMissing({ guarantees: { delivery: "at-most-once" } })
      .notice({ at: 60, ...reported })
      .drain();
    expect(judge(history.build())).toMatchObject({
      verdict: "pass",
      metrics: { counts: { dropped: 1 } },
    });
  });
});
