import { describe, expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { deliveryLatenciesOf } from "./latencies.ts";

describe("deliveryLatenciesOf", () => {
  test("a latency counts from the intended time; it is steady if it came before the first fault", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 15, intendedAt: 10, tookMs: 3 })
      .deliver("publisher-0/0", { at: 30 })
      .fault({ at: 100, healAt: 200 })
      .publish("publisher-0/1", { at: 150, tookMs: 60 })
      .deliver("publisher-0/1", { at: 250 })
      .drain();
    const latencies = deliveryLatenciesOf(history.build());
    expect(latencies.all).toMatchObject({ count: 2, p50: 20, max: 100 });
    expect(latencies.steady).toMatchObject({ count: 1, max: 20 });
  });

  test("a replayed message has no latency", () => {
    const history = scriptHistory({ guarantees: { replaysFromStart: true } })
      .publish("publisher-0/0", { at: 0 })
      .subscribe({ at: 5000, from: "start" })
      .deliver("publisher-0/0", { at: 5005 })
      .drain();
    expect(deliveryLatenciesOf(history.build()).all).toBeUndefined();
  });
});

describe("the limits of deliveryLatenciesOf", () => {
  const at = (publishedAt: number, faultAt: number) =>
    deliveryLatenciesOf(
      scriptHistory()
        .subscribe({ tookMs: 5 })
        .publish("publisher-0/0", { at: publishedAt })
        .deliver("publisher-0/0", { at: 30 })
        .fault({ at: faultAt, healAt: 200 })
        .drain()
        .build(),
    );

  test("a publish at the moment when the group got ready has no latency, one after it has", () => {
    expect(at(5, 100).all).toBeUndefined();
    expect(at(6, 100).all).toMatchObject({ count: 1, max: 24 });
  });

  test("a latency is steady if the delivery came before the fault, not at its moment", () => {
    expect(at(6, 30).steady).toBeUndefined();
    expect(at(6, 31).steady).toMatchObject({ count: 1 });
  });
});
