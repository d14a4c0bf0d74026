import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, type HeaderScript } from "../testing/history-builder.ts";

const sound = (script: HeaderScript = {}) =>
  scriptHistory(script)
    .subscribe({})
    .exchange("publisher-0/0", 10)
    .exchange("publisher-0/1", 20)
    .drain();

describe("evidence of faults", () => {
  test("a fault with evidence and a verified heal is fine", () => {
    expect(found(sound().fault({ at: 100, healAt: 200 }).build())).toEqual([]);
  });

  test.each([
    ["left no evidence", { evidence: [] }],
    ["was not seen", { evidence: [{ what: "the run id changed", seen: false }] }],
    ["was never verified", { verified: false }],
    ["was never verified in force", { injectVerified: false }],
    ["was never healed", { healAt: null }],
  ])("a fault that %s makes the run unknown", (_name, gap) => {
    const history = sound()
      .fault({ at: 100, healAt: 200, ...gap })
      .build();
    expect(found(history)).toEqual(["no-evidence unknown"]);
  });

  test("one piece of evidence that is missing outweighs others that are there", () => {
    const evidence = [
      { what: "the run id changed", seen: true },
      { what: "connections were refused", seen: false, detail: "accepted" },
    ];
    const history = sound().fault({ at: 100, healAt: 200, evidence }).build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      "SIGKILL redis: not seen: connections were refused (accepted)",
    );
  });
});

describe("minimums of a run", () => {
  const minimums = (some: object) => ({ minimums: { acknowledged: 0, faults: 0, ...some } });

  test.each([
    ["acknowledged publishes", { acknowledged: 3 }, { acknowledged: 2 }],
    ["faults", { faults: 1 }, { faults: 0 }],
    ["publishes during subscribe", { concurrentWithSubscribe: 1 }, {}],
    ["rounds of the census", { rounds: 1 }, {}],
  ])("too few %s are unknown", (_name, tooHigh, reached) => {
    expect(found(sound(minimums(tooHigh)).build())).toEqual(["no-evidence unknown"]);
    expect(found(sound(minimums(reached)).build())).toEqual([]);
  });

  test("only what was acknowledged before the first fault counts", () => {
    const history = (at: number) =>
      sound(minimums({ acknowledged: 2 }))
        .fault({ at, healAt: 200 })
        .build();
    expect(found(history(100))).toEqual([]);
    expect(found(history(15))).toEqual(["no-evidence unknown"]);
  });

  test("publishes that overlap a subscribe call are counted", () => {
    const history = scriptHistory(minimums({ concurrentWithSubscribe: 1 }))
      .subscribe({ at: 0, tookMs: 20 })
      .publish("publisher-0/0", { at: 10 })
      .exchange("publisher-0/1", 30)
      .drain();
    expect(found(history.build())).toEqual([]);
  });
});

test("a publish that was over before the subscribe call began does not overlap it", () => {
  const history = scriptHistory({
    minimums: { acknowledged: 0, faults: 0, concurrentWithSubscribe: 1 },
  })
    .publish("publisher-0/0", { at: 0 })
    .subscribe({ at: 10, tookMs: 20 })
    .exchange("publisher-0/1", 40)
    .drain();
  expect(found(history.build())).toEqual(["no-evidence unknown"]);
});

describe("runs that show nothing", () => {
  test("an empty history is unknown", () => {
    expect(judge(scriptHistory().build()).verdict).toBe("unknown");
  });

  test("a run without a publish is unknown", () => {
    expect(judge(scriptHistory().subscribe({}).drain().build()).verdict).toBe("unknown");
  });

  test("a run without a subscription is unknown", () => {
    const history = scriptHistory().publish("publisher-0/0", { at: 10 }).drain().build();
    expect(judge(history).verdict).toBe("unknown");
  });

  test("a run in which every publish was rejected is unknown", () => {
    const history = scriptHistory()
      .subscribe({})
      .publish("publisher-0/0", { at: 10, outcome: "fail" })
      .drain();
    expect(judge(history.build()).verdict).toBe("unknown");
  });

  test("a run whose messages all came right before the close shows that they came", () => {
    const history = scriptHistory({ guarantees: { delivery: "at-most-once" } })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .close({ at: 20 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a group whose subscribe call never resolved makes the run unknown", () => {
    const history = sound().subscribe({ at: 30, group: "b", tookMs: null }).build();
    expect(findingOf(history, "no-evidence").summary).toBe("subscribe never resolved for b");
  });
});

describe("the audit", () => {
  const audited = { hasStreamAudit: true };
  const groups = [{ name: "a", lastDeliveredId: "1-0", pending: [] }];

  test("is missed where it was promised", () => {
    expect(found(sound(audited).build())).toEqual(["no-evidence unknown"]);
  });

  test("is not enough if one of its pages failed", () => {
    const history = sound(audited).audit({ groups }).audit({ error: "timed out" }).build();
    expect(found(history)).toEqual(["no-evidence unknown"]);
  });

  test("lets a run pass when it found nothing wrong", () => {
    expect(found(sound(audited).audit({ groups }).build())).toEqual([]);
  });
});

describe("the reason why a run shows nothing", () => {
  const reasonsOf = (history: ReturnType<typeof scriptHistory>): readonly string[] =>
    judge(history.build()).findings.map(({ summary }) => summary);

  test.each([
    ["nothing was published", () => scriptHistory().subscribe({}).drain()],
    [
      "no subscriber subscribed",
      () => scriptHistory().publish("publisher-0/0", { at: 10 }).drain(),
    ],
    [
      "no message was owed to any group and none was delivered, so nothing was tested",
      () =>
        scriptHistory().subscribe({}).publish("publisher-0/0", { at: 10, outcome: "fail" }).drain(),
    ],
    [
      "the run ended without a drain, so a missing message may still be on its way",
      () => scriptHistory().subscribe({}).exchange("publisher-0/0", 10),
    ],
    ["the drain did not end: drain progressing", () => sound().drain({ outcome: "progressing" })],
    ["the auditor could not look at orders", () => sound({ hasStreamAudit: true })],
  ])("%s", (reason, tell) => {
    expect(reasonsOf(tell())).toEqual([reason]);
  });

  test.each([
    ["only 2 acknowledged publishes, at least 3 needed", { acknowledged: 3 }],
    ["only 0 faults, at least 1 needed", { faults: 1 }],
    ["only 0 publishes during a subscribe call, at least 1 needed", { concurrentWithSubscribe: 1 }],
    ["only 0 rounds of the census, at least 1 needed", { rounds: 1 }],
  ])("%s", (reason, some) => {
    expect(reasonsOf(sound({ minimums: { acknowledged: 0, faults: 0, ...some } }))).toEqual([
      reason,
    ]);
  });

  test("too few acknowledged publishes are said to be so before the first fault", () => {
    const history = sound({ minimums: { acknowledged: 3, faults: 0 } }).fault({
      at: 50,
      healAt: 60,
    });
    expect(reasonsOf(history)).toEqual([
      "only 2 acknowledged publishes before the first fault, at least 3 needed",
    ]);
  });

  test("a group that everybody left needs no audit", () => {
    const history = sound({ hasStreamAudit: true }).close({ at: 90 });
    expect(reasonsOf(history)).toEqual([]);
  });

  test("an error that nobody caught is told, and how many there were", () => {
    const history = sound().build();
    const error = { kind: "stray-error", type: "info", process: "a", index: 9, timeMs: 9 } as const;
    const strayErrors = [
      { ...error, error: "the first" },
      { ...error, error: "the second" },
    ];
    expect(findingOf({ ...history, strayErrors }, "no-evidence").summary).toBe(
      "2 uncaught errors from the bus, outside its publish calls: the first",
    );
  });
});

describe("the limits of the minimums", () => {
  const raced = (at: number, tookMs: number) =>
    scriptHistory({ minimums: { acknowledged: 0, faults: 0, concurrentWithSubscribe: 1 } })
      .subscribe({ group: "b" })
      .subscribe({ group: "a", at: 10, tookMs: 20 })
      .publish("publisher-0/0", { at, tookMs })
      .deliver("publisher-0/0", { at: 50, group: "a" })
      .deliver("publisher-0/0", { at: 50, group: "b" })
      .drain()
      .build();

  test.each([
    [8, 2, false],
    [8, 3, true],
    [29, 1, true],
    [30, 1, false],
  ])("a publish from %i for %i ms overlaps a call from 10 to 30: %s", (at, tookMs, does) => {
    expect(found(raced(at, tookMs))).toEqual(does ? [] : ["no-evidence unknown"]);
  });

  test("only what was acknowledged counts, and only before the fault was injected", () => {
    const acknowledgedAt = (faultAt: number, outcome: "ok" | "info") =>
      sound({ minimums: { acknowledged: 3, faults: 0 } })
        .publish("publisher-0/2", { at: 30, outcome })
        .deliver("publisher-0/2", { at: 35 })
        .fault({ at: faultAt, healAt: 200 })
        .build();
    expect(found(acknowledgedAt(32, "ok"))).toEqual([]);
    expect(found(acknowledgedAt(31, "ok"))).toEqual(["no-evidence unknown"]);
    expect(found(acknowledgedAt(32, "info"))).toEqual(["no-evidence unknown"]);
  });

  test("rounds of the census are told from other samples, and counted once", () => {
    const script = { minimums: { acknowledged: 0, faults: 0, rounds: 2 } };
    const values = { "server.connections": 1 };
    const once = (second: { round: number; sample: string }) =>
      sound(script)
        .sample({ sample: "census", round: 0, values })
        .sample({ ...second, values });
    expect(found(once({ sample: "census", round: 1 }).build())).toEqual([]);
    expect(found(once({ sample: "census", round: 0 }).build())).toEqual(["no-evidence unknown"]);
    expect(found(once({ sample: "traffic", round: 1 }).build())).toEqual(["no-evidence unknown"]);
  });
});
