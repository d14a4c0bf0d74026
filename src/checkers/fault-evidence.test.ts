import { describe, expect, test } from "vitest";

import { judge } from "./judge.ts";
import { findingOf, found } from "./testing/found.ts";
import { scriptHistory, type HeaderScript } from "./testing/history-builder.ts";

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
  const audited = { audited: true };
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
