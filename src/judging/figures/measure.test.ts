import { describe, expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { measure } from "./measure.ts";

describe("measure", () => {
  test("publishes are counted by outcome, and deliveries for each group", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .exchange("publisher-0/0", 10)
      .exchange("publisher-0/1", 20)
      .publish("publisher-0/2", { at: 30, outcome: "fail" })
      .publish("publisher-0/3", { at: 40, outcome: "info" })
      .publish("publisher-0/4", { at: 50, tookMs: null })
      .publish("publisher-0/5", { at: 60 })
      .drain()
      .build();
    expect(measure(history).counts).toEqual({
      published: 6,
      canaries: 0,
      acknowledged: 3,
      rejected: 1,
      inDoubt: 2,
      delivered: 4,
      lost: 2,
      stranded: 0,
      lostAllowed: 0,
      dropped: 0,
      late: 0,
      duplicates: 0,
      duplicatesAllowed: 0,
      unexplainedDuplicates: 0,
      unexpected: 0,
      corrupt: 0,
      reordered: 0,
      recoveredInDoubt: 0,
    });
  });

  test("a message that came three times counts as one duplicate", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .deliver("publisher-0/0", { at: 20 })
      .deliver("publisher-0/0", { at: 30 })
      .drain();
    expect(measure(history.build()).counts).toMatchObject({ delivered: 1, duplicates: 1 });
  });
});

describe("the counts of measure", () => {
  test("each kind of loss and of stray delivery has its own count", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .publish("publisher-0/1", { at: 20, topic: "invoices" })
      .deliver("publisher-0/1", { at: 22 })
      .deliver("publisher-0/7", { at: 30 })
      .deliver("publisher-0/8", { at: 31 })
      .deliver("publisher-0/0", { at: 40, damage: "corrupt" })
      .publish("publisher-0/2", { at: 50 })
      .drain({ outcome: "progressing" });
    expect(measure(history.build()).counts).toMatchObject({
      lost: 0,
      dropped: 0,
      late: 1,
      unexpected: 3,
      corrupt: 1,
    });
  });

  test("a publish in doubt counts as recovered if one of several groups got it", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .publish("publisher-0/0", { at: 10, outcome: "info" })
      .deliver("publisher-0/0", { at: 12, group: "a" })
      .drain();
    expect(measure(history.build()).counts).toMatchObject({ inDoubt: 1, recoveredInDoubt: 1 });
  });

  test("a duplicate counts for each message and each group", () => {
    const history = scriptHistory().subscribe({ group: "a" }).subscribe({ group: "b" });
    for (const [sequence, group] of ["a", "b"].entries()) {
      const key = `publisher-0/${sequence}`;
      history.exchange(key, 10).deliver(key, { at: 20, group }).deliver(key, { at: 30, group });
    }
    history.deliver("publisher-0/0", { at: 40, group: "b" });
    expect(measure(history.drain().build()).counts).toMatchObject({ duplicates: 3 });
  });

  test("only acknowledged publishes have a latency, counted from the intended time", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10, tookMs: 3 })
      .publish("publisher-0/1", { at: 20, tookMs: 900, outcome: "info" })
      .publish("publisher-0/2", { at: 30, tookMs: 900, outcome: "fail" })
      .publish("publisher-0/3", { at: 40, tookMs: null });
    expect(measure(history.build()).publishLatency).toMatchObject({ count: 1, max: 3 });
    history.publish("publisher-0/4", { at: 55, intendedAt: 50, tookMs: 3 });
    expect(measure(history.build()).publishLatency).toMatchObject({ count: 2, p50: 3, max: 8 });
  });
});
