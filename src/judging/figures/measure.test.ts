import { describe, expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { measure } from "./measure.ts";

describe("the metrics of a history", () => {
  test("count publishes by outcome, and deliveries for each group", () => {
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
      acknowledged: 3,
      rejected: 1,
      inDoubt: 2,
      delivered: 4,
      lost: 2,
      dropped: 0,
      late: 0,
      duplicates: 0,
      unexplainedDuplicates: 0,
      unexpected: 0,
      corrupt: 0,
      reordered: 0,
      recoveredInDoubt: 0,
    });
  });

  test("count a message that came three times as one duplicate", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .deliver("publisher-0/0", { at: 20 })
      .deliver("publisher-0/0", { at: 30 })
      .drain();
    expect(measure(history.build()).counts).toMatchObject({ delivered: 1, duplicates: 1 });
  });

  test("take latency from the intended time, and the steady one from before the first fault", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 15, intendedAt: 10, tookMs: 3 })
      .deliver("publisher-0/0", { at: 30 })
      .fault({ at: 100, healAt: 200 })
      .publish("publisher-0/1", { at: 150, tookMs: 60 })
      .deliver("publisher-0/1", { at: 250 })
      .drain();
    const metrics = measure(history.build());
    expect(metrics.publishLatency).toMatchObject({ count: 2, p50: 8, max: 60 });
    expect(metrics.deliveryLatency).toMatchObject({ count: 2, p50: 20, max: 100 });
    expect(metrics.steadyDeliveryLatency).toMatchObject({ count: 1, max: 20 });
  });

  test("leave a replay out of the latencies", () => {
    const history = scriptHistory({ guarantees: { replaysFromStart: true } })
      .publish("publisher-0/0", { at: 0 })
      .subscribe({ at: 5000, from: "start" })
      .deliver("publisher-0/0", { at: 5005 })
      .drain();
    expect(measure(history.build()).deliveryLatency).toBeUndefined();
  });

  test("know the worst delay of the harness itself", () => {
    const history = scriptHistory()
      .sample({ sample: "harness", values: { eventLoopDelayMs: 12 } })
      .sample({ sample: "harness", values: { eventLoopDelayMs: 90 } })
      .sample({ sample: "census", round: 0, values: { eventLoopDelayMs: 999 } });
    expect(measure(history.build()).harnessDelayMs).toBe(90);
  });

  test("leave out how late the harness was before the last heal", () => {
    const history = scriptHistory()
      .fault({ at: 100, healAt: 200 })
      .sample({ at: 200, sample: "harness", values: { eventLoopDelayMs: 900 } })
      .sample({ at: 300, sample: "harness", values: { eventLoopDelayMs: 12 } });
    expect(measure(history.build()).harnessDelayMs).toBe(12);
  });
});

describe("the counts of a history", () => {
  test("tell kinds of losses and strays apart", () => {
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

  test("take a publish in doubt for recovered if one of several groups got it", () => {
    const history = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b" })
      .publish("publisher-0/0", { at: 10, outcome: "info" })
      .deliver("publisher-0/0", { at: 12, group: "a" })
      .drain();
    expect(measure(history.build()).counts).toMatchObject({ inDoubt: 1, recoveredInDoubt: 1 });
  });

  test("count a duplicate for each message and each group", () => {
    const history = scriptHistory().subscribe({ group: "a" }).subscribe({ group: "b" });
    for (const [sequence, group] of ["a", "b"].entries()) {
      const key = `publisher-0/${sequence}`;
      history.exchange(key, 10).deliver(key, { at: 20, group }).deliver(key, { at: 30, group });
    }
    history.deliver("publisher-0/0", { at: 40, group: "b" });
    expect(measure(history.drain().build()).counts).toMatchObject({ duplicates: 3 });
  });

  test("take the latency of a publish from those that were acknowledged", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10, tookMs: 3 })
      .publish("publisher-0/1", { at: 20, tookMs: 900, outcome: "info" })
      .publish("publisher-0/2", { at: 30, tookMs: 900, outcome: "fail" })
      .publish("publisher-0/3", { at: 40, tookMs: null });
    expect(measure(history.build()).publishLatency).toMatchObject({ count: 1, max: 3 });
  });
});

describe("the limits of a latency", () => {
  const at = (publishedAt: number, faultAt: number) =>
    measure(
      scriptHistory()
        .subscribe({ tookMs: 5 })
        .publish("publisher-0/0", { at: publishedAt })
        .deliver("publisher-0/0", { at: 30 })
        .fault({ at: faultAt, healAt: 200 })
        .drain()
        .build(),
    );

  test("it counts from a publish after the group was ready, not in that moment", () => {
    expect(at(5, 100).deliveryLatency).toBeUndefined();
    expect(at(6, 100).deliveryLatency).toMatchObject({ count: 1, max: 24 });
  });

  test("it is a steady one if it came before the fault was injected, not in that moment", () => {
    expect(at(6, 30).steadyDeliveryLatency).toBeUndefined();
    expect(at(6, 31).steadyDeliveryLatency).toMatchObject({ count: 1 });
  });
});
