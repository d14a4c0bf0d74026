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

describe("lost messages of an at-least-once bus", () => {
  test("an acknowledged message that nobody handled is lost after a complete drain", () => {
    const lost = findingOf(oneMissing().drain().build(), "lost");
    expect(lost).toMatchObject({ verdict: "fail", messages: ["publisher-0/2"] });
    expect(lost.summary).toMatch(/^lost 1 of 5 messages; .*publisher-0 2 \(middle\)/);
  });

  test("it is lost after a stalled drain too", () => {
    expect(found(oneMissing().drain({ outcome: "stalled" }).build())).toEqual(["lost fail"]);
  });

  test("it is late, and nothing is decided, while the drain still makes progress", () => {
    const history = oneMissing().drain({ outcome: "progressing" }).build();
    expect(found(history)).toEqual(["late unknown", "no-evidence unknown"]);
  });

  test("what was acknowledged only after the drain is not decided by it", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 40, tookMs: 20 })
      .drain({ at: 50 });
    expect(found(history.build())).toEqual(["late unknown"]);
  });

  test("what was published only after the drain is owed to nobody", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .drain({ at: 50 })
      .publish("publisher-0/1", { at: 60 });
    expect(found(history.build())).toEqual([]);
  });

  test("nothing is decided without a drain", () => {
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

  test("each group is owed every message for itself", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20 })
      .deliver("publisher-0/1", { at: 22, group: "a" })
      .drain()
      .build();
    expect(findingOf(history, "lost").summary).toContain("counted for each group: b 1");
  });

  test("consumers of one group share its messages", () => {
    const history = scriptHistory()
      .subscribe({ group: "a", process: "subscriber-0" })
      .exchange("publisher-0/0", 10)
      .subscribe({ at: 15, group: "a", process: "subscriber-1" })
      .exchange("publisher-0/1", 20)
      .drain()
      .build();
    expect(found(history)).toEqual([]);
  });

  test("the summary names the fault during which the first was published", () => {
    const history = oneMissing().fault({ at: 25, healAt: 35 }).drain().build();
    const { summary } = findingOf(history, "lost");
    expect(summary).toContain("during SIGKILL redis, 5 ms after it was injected");
  });
});

describe("the place of a loss", () => {
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
  ] as const)("is %s", (place, audit, id) => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/1", 20)
      .publish("publisher-0/2", { at: 30, id })
      .drain()
      .audit(audit)
      .build();
    expect(findingOf(history, "lost").summary).toContain(place);
  });

  test("is put together from several pages", () => {
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
  const said = { notice: "dropped", ids: ["id-publisher-0/2"] } as const;

  test("a message that the bus gave up by name is dropped, not lost", () => {
    expect(
      found(
        oneMissing()
          .notice({ at: 60, ...said })
          .drain()
          .build(),
      ),
    ).toEqual(["dropped fail"]);
  });

  test("what another subscriber gave up is still lost for this one", () => {
    const history = oneMissing()
      .subscribe({ at: 60, group: "b" })
      .exchange("publisher-0/5", 70)
      .notice({ at: 80, by: "subscriber-b", ...said })
      .drain();
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("what a publisher gave up is dropped for everybody", () => {
    const history = oneMissing()
      .notice({ at: 60, by: "publisher-0", ...said })
      .drain();
    expect(found(history.build())).toEqual(["dropped fail"]);
  });

  test("a gap without names leaves it lost, and says that the bus spoke", () => {
    const history = oneMissing().notice({ at: 60, notice: "gap" }).drain().build();
    expect(findingOf(history, "lost").summary).toContain("the bus reported a gap");
  });

  test("an at-most-once bus may drop what it names", () => {
    const history = oneMissing({ guarantees: { delivery: "at-most-once" } })
      .notice({ at: 60, ...said })
      .drain();
    expect(judge(history.build())).toMatchObject({
      verdict: "pass",
      metrics: { counts: { dropped: 1 } },
    });
  });
});

describe("intervals of lost messages", () => {
  const history = (received: readonly number[]) => {
    const builder = scriptHistory().subscribe({});
    for (let at = 0; at < 6; at++) {
      const key = `publisher-0/${at}`;
      if (received.includes(at)) builder.exchange(key, 10 + at * 10);
      else builder.publish(key, { at: 10 + at * 10 });
    }
    return builder.drain().build();
  };

  test.each([
    ["publisher-0 0–2 (prefix)", [3, 4, 5]],
    ["publisher-0 1–2 (middle), publisher-0 4 (middle)", [0, 3, 5]],
    ["publisher-0 4–5 (suffix)", [0, 1, 2, 3]],
    ["publisher-0 0–5 (everything)", []],
  ])("%s", (text, received) => {
    expect(findingOf(history(received), "lost").summary).toContain(text);
  });
});

describe("what a loss is said to be", () => {
  const twoGroups = () =>
    scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10);

  test("the first that was published dates it, whichever group missed it", () => {
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

  test("the group that misses most is told first", () => {
    const history = twoGroups().publish("publisher-0/1", { at: 20 });
    history.publish("publisher-0/2", { at: 30 }).deliver("publisher-0/2", { at: 32, group: "a" });
    expect(findingOf(history.drain().build(), "lost").summary).toContain("group: b 2, a 1;");
  });

  test.each([
    ["the bus said nothing", [] as const],
    ["the bus said nothing", ["disconnected", "connected"] as const],
    ["the bus reported a gap without naming them", ["disconnected", "gap"] as const],
    ["the bus reported a gap without naming them", ["dropped", "connected"] as const],
  ])("%s: %j", (text, notices) => {
    const history = oneMissing();
    for (const notice of notices) history.notice({ at: 60, notice });
    expect(findingOf(history.drain().build(), "lost").summary).toMatch(new RegExp(`; ${text}$`));
  });

  test("what is late says why that is not decided", () => {
    expect(findingOf(oneMissing().build(), "late").summary).toMatch(/; there was no drain$/);
    const history = oneMissing().drain({ outcome: "progressing" }).build();
    expect(findingOf(history, "late").summary).toMatch(
      /; the drain was still progressing: drain progressing$/,
    );
  });

  test("what Redis may have forgotten is no fault of the bus", () => {
    const history = oneMissing()
      .fault({ at: 35, healAt: 300, losesLastMs: 1000 })
      .drain()
      .audit({ entries: [["9-0", "publisher-0/4"]] })
      .build();
    expect(found(history)).toEqual(["lost unknown"]);
    expect(findingOf(history, "lost").summary).toContain("; Redis itself may have forgotten them");
  });
});
