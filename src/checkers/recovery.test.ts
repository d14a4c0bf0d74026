import { describe, expect, test } from "vitest";

import { findingOf, found } from "./testing/found.ts";
import { scriptHistory } from "./testing/history-builder.ts";

const script = { checkers: ["recovery"], recoveryLimitMs: 1000 };

interface Outage {
  /** Publishes fail until then; the fault is healed at 2000. */
  readonly badUntil: number;
  readonly loadEnd: number;
  readonly control?: string;
}

/** A load with a message every 50 ms, and Redis away from 1000 to 2000. */
function outage({ badUntil, loadEnd, control }: Outage) {
  const builder = scriptHistory({ ...script, ...(control && { control }) }).subscribe({});
  for (let at = 100, sequence = 0; at <= loadEnd; at += 50, sequence++) {
    const key = `publisher-0/${sequence}`;
    if (at >= 1000 && at <= badUntil) builder.publish(key, { at, outcome: "info" });
    else builder.exchange(key, at);
  }
  return builder.fault({ at: 1000, healAt: 2000 }).drain();
}

describe("recovery", () => {
  test("a run that is steady again within the limit passes", () => {
    expect(found(outage({ badUntil: 2900, loadEnd: 4000 }).build())).toEqual([]);
  });

  test("one that takes longer fails", () => {
    const history = outage({ badUntil: 3050, loadEnd: 5000 }).build();
    expect(findingOf(history, "not-recovered")).toMatchObject({ verdict: "fail" });
    expect(findingOf(history, "not-recovered").summary).toContain("publisher-0 at least 1050 ms");
  });

  test("one whose bracket straddles the limit is unknown", () => {
    const history = outage({ badUntil: 3000, loadEnd: 5000 }).build();
    expect(found(history)).toEqual(["not-recovered unknown"]);
  });

  test("one that is bad until the load ends at the limit fails", () => {
    expect(found(outage({ badUntil: 9000, loadEnd: 2950 }).build())).toEqual([
      "not-recovered fail",
    ]);
  });

  test("one whose load ended long before the limit is unknown", () => {
    const history = outage({ badUntil: 9000, loadEnd: 2400 }).build();
    expect(found(history)).toEqual(["not-recovered unknown", "no-evidence unknown"]);
  });

  test("one without any probe after the heal is unknown", () => {
    expect(found(outage({ badUntil: 0, loadEnd: 1950 }).build())).toEqual(["no-evidence unknown"]);
  });

  test("one of several subscribers that stays deaf fails, however well the others do", () => {
    const builder = scriptHistory(script);
    for (const group of ["a", "b", "c"]) builder.subscribe({ group });
    for (let at = 100, sequence = 0; at <= 3200; at += 50, sequence++) {
      const key = `publisher-0/${sequence}`;
      builder.publish(key, { at });
      for (const group of ["a", "b", "c"]) {
        const deaf = group === "b" && at >= 1000;
        builder.deliver(key, { at: deaf ? 9000 : at + 2, group });
      }
    }
    const history = builder.fault({ at: 1000, healAt: 2000 }).drain().build();
    expect(findingOf(history, "not-recovered").summary).toMatch(
      /^1 publisher or subscriber .*subscriber-b/,
    );
    expect(found(history)).toEqual(["not-recovered fail"]);
  });

  test("a harness that was held up itself cannot call anybody slow", () => {
    const history = outage({ badUntil: 3050, loadEnd: 5000 })
      .sample({ sample: "harness", values: { eventLoopDelayMs: 800 } })
      .build();
    expect(found(history)).toEqual(["not-recovered unknown"]);
  });

  test("a harness that was held up still knows what was lost", () => {
    const history = outage({ badUntil: 2100, loadEnd: 4000 })
      .publish("publisher-0/900", { at: 4100 })
      .sample({ sample: "harness", values: { eventLoopDelayMs: 800 } })
      .build();
    expect(found(history)).toContain("lost fail");
  });

  test("a control passes by a subscriber that does not recover", () => {
    const history = outage({ badUntil: 9000, loadEnd: 2950, control: "not-recovered" }).build();
    expect(found(history)).toEqual(["not-recovered pass"]);
  });

  test("a run without faults has nothing to recover from", () => {
    const history = scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
    expect(found(history.build())).toEqual([]);
  });

  test("an empty history does not pass", () => {
    expect(found(scriptHistory(script).build())).toContain("no-evidence unknown");
  });
});
