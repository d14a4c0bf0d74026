import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

const script = { checkers: ["recovery"], recoveryLimitMs: 1000 };

interface Outage {
  /** Publishes fail from the fault until this time; the fault is healed at 2000 ms. */
  readonly badUntil: number;
  readonly loadEnd: number;
  readonly control?: string;
}

/** Builds the history of a load with a message every 50 ms, and of a Redis that is away from 1000 to 2000 ms. */
function outage({ badUntil, loadEnd, control }: Outage) {
  const builder = scriptHistory({ ...script, ...(control && { control }) }).subscribe({});
  for (let at = 100, sequence = 0; at <= loadEnd; at += 50, sequence++) {
    const key = `publisher-0/${sequence}`;
    if (at >= 1000 && at <= badUntil) builder.publish(key, { at, outcome: "info" });
    else builder.exchange(key, at);
  }
  return builder.fault({ at: 1000, healAt: 2000 }).drain();
}

describe("recovery within the limit", () => {
  test("a run that is steady again within the limit is not reported", () => {
    expect(found(outage({ badUntil: 2900, loadEnd: 4000 }).build())).toEqual([]);
  });

  test("a run that takes longer than the limit fails", () => {
    const history = outage({ badUntil: 3050, loadEnd: 5000 }).build();
    expect(findingOf(history, "not-recovered")).toMatchObject({
      rule: "not-recovered/beyond-the-limit",
      verdict: "fail",
    });
    expect(findingOf(history, "not-recovered").summary).toContain("publisher-0 took 1.05 s to");
  });

  test.each([
    ["never settle", null, "a time limit"],
    ["are rejected", 1, "gives up reconnecting"],
  ])("the advice for publishes that %s fits them", (_what, tookMs, advice) => {
    const builder = scriptHistory(script).subscribe({});
    for (let at = 100, sequence = 0; at <= 5000; at += 50, sequence++) {
      const key = `publisher-0/${sequence}`;
      if (at < 1000) builder.exchange(key, at);
      else builder.publish(key, { at, outcome: "info", tookMs });
    }
    const history = builder.fault({ at: 1000, healAt: 2000 }).drain({ at: 6000 }).build();
    const finding = judge(history).findings.find(({ kind }) => kind === "not-recovered");
    expect(finding?.advice).toContain(advice);
  });

  test("a run is unknown if the limit lies within the bracket of its recovery", () => {
    const history = outage({ badUntil: 3000, loadEnd: 5000 }).build();
    expect(found(history)).toEqual(["not-recovered unknown"]);
  });

  test("a run fails if its probes are bad until the load ends near the limit", () => {
    expect(found(outage({ badUntil: 9000, loadEnd: 2950 }).build())).toEqual([
      "not-recovered fail",
    ]);
  });

  test("a run is unknown if its probes are bad and its load ends long before the limit", () => {
    const history = outage({ badUntil: 9000, loadEnd: 2400 }).build();
    expect(found(history)).toEqual(["not-recovered unknown", "no-evidence unknown"]);
  });

  test("a run is unknown if it has too few good probes", () => {
    const history = outage({ badUntil: 0, loadEnd: 950 }).exchange("publisher-0/900", 2990);
    expect(found(history.build())).toEqual(["not-recovered unknown"]);
  });

  test("a run without a probe after the heal is unknown", () => {
    expect(found(outage({ badUntil: 0, loadEnd: 1950 }).build())).toEqual(["no-evidence unknown"]);
  });

  test("a run fails if one of three subscribers stays deaf", () => {
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
    expect(findingOf(history, "not-recovered").summary).toMatch(/^subscriber-b did not recover: /);
    expect(found(history)).toEqual(["not-recovered fail"]);
  });

  test("a run that takes longer is unknown if the harness itself stood still", () => {
    const history = outage({ badUntil: 3050, loadEnd: 5000 })
      .sample({ sample: "harness", values: { eventLoopDelayMs: 800 } })
      .build();
    expect(found(history)).toEqual(["not-recovered unknown"]);
  });

  test("a lost message fails even if the harness stood still", () => {
    const history = outage({ badUntil: 2100, loadEnd: 4000 })
      .publish("publisher-0/900", { at: 4100 })
      .sample({ sample: "harness", values: { eventLoopDelayMs: 800 } })
      .build();
    expect(found(history)).toContain("lost fail");
  });

  test("a control run for `not-recovered` passes if a subscriber does not recover", () => {
    const history = outage({ badUntil: 9000, loadEnd: 2950, control: "not-recovered" }).build();
    expect(found(history)).toEqual(["not-recovered pass"]);
  });

  test("a run without faults is not reported", () => {
    const history = scriptHistory(script).subscribe({}).exchange("publisher-0/0", 10).drain();
    expect(found(history.build())).toEqual([]);
  });

  test("an empty history is unknown", () => {
    expect(found(scriptHistory(script).build())).toContain("no-evidence unknown");
  });
});

describe("the limits of a recovery", () => {
  const reasonsOf = (history: ReturnType<typeof scriptHistory>): readonly string[] =>
    judge(history.build()).findings.map(({ summary }) => summary);

  test("a run that takes exactly the limit has recovered", () => {
    // The first good probe is published at 3000 - 1 ms and acknowledged after 1 ms.
    const builder = scriptHistory(script).fault({ at: 1000, healAt: 2000 });
    for (const [sequence, at] of [2999, 3200, 3400].entries()) {
      builder.publish(`publisher-0/${sequence}`, { at });
    }
    const verdicts = (history: typeof builder) =>
      found(history.build()).filter((each) => each.startsWith("not-recovered"));
    expect(verdicts(builder)).toEqual([]);
    builder.publish("publisher-1/0", { at: 3000 });
    builder.publish("publisher-1/1", { at: 3200 }).publish("publisher-1/2", { at: 3400 });
    expect(verdicts(builder)).toEqual(["not-recovered unknown"]);
  });

  test("the harness stood still if its event loop was late by more than 500 ms", () => {
    const delayed = (eventLoopDelayMs: number) =>
      outage({ badUntil: 3050, loadEnd: 5000 })
        .sample({ sample: "harness", values: { eventLoopDelayMs } })
        .build();
    expect(found(delayed(500))).toEqual(["not-recovered fail"]);
    expect(found(delayed(501))).toEqual(["not-recovered unknown"]);
    expect(findingOf(delayed(501), "not-recovered").rule).toBe("not-recovered/harness-starved");
  });

  test("a run is unknown if its scenario requires a fault and the history has no fault", () => {
    const history = scriptHistory({ ...script, minimums: { acknowledged: 0, faults: 1 } })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .drain();
    expect(reasonsOf(history)).toContain(
      "recovery was not measured: no message was intended after a verified heal",
    );
  });

  test("the finding names the slowest participants first, and no message", () => {
    const builder = scriptHistory(script).fault({ at: 1000, healAt: 2000 });
    const lastBad = [3100, 3300] as const;
    for (const [publisher, badUntil] of lastBad.entries()) {
      for (let at = 2050, sequence = 0; at <= 4000; at += 50, sequence++) {
        const outcome = at <= badUntil ? "info" : "ok";
        builder.publish(`publisher-${publisher}/${sequence}`, { at, outcome });
      }
    }
    const finding = findingOf(builder.subscribe({}).drain().build(), "not-recovered");
    expect(finding).toMatchObject({ messages: [], operations: [] });
    expect(finding.summary).toContain(
      "publisher-1 took 1.3 s to 1.35 s to recover, publisher-0 took 1.1 s to 1.15 s to recover",
    );
  });

  test("the finding says when the load ended if no recovery was seen", () => {
    const history = outage({ badUntil: 9000, loadEnd: 2950 }).build();
    expect(findingOf(history, "not-recovered").summary).toMatch(
      /^publisher-0 never got a message through again: 950 ms after the heal there was still none /,
    );
  });
});
