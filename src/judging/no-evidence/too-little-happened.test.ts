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

const reasonsOf = (history: ReturnType<typeof scriptHistory>): readonly string[] =>
  judge(history.build()).findings.map(({ summary }) => summary);

describe("minimums of a run", () => {
  const minimums = (some: object) => ({ minimums: { acknowledged: 0, faults: 0, ...some } });

  test.each([
    ["acknowledged publishes", { acknowledged: 3 }, { acknowledged: 2 }],
    ["faults", { faults: 1 }, { faults: 0 }],
    ["publishes during subscribe", { concurrentWithSubscribe: 1 }, {}],
    ["rounds of the census", { rounds: 1 }, {}],
  ])("too few %s make the run unknown", (_name, tooHigh, reached) => {
    expect(found(sound(minimums(tooHigh)).build())).toEqual(["no-evidence unknown"]);
    expect(found(sound(minimums(reached)).build())).toEqual([]);
  });

  test("only publishes that were acknowledged before the first fault count", () => {
    const history = (at: number) =>
      sound(minimums({ acknowledged: 2 }))
        .fault({ at, healAt: 200 })
        .build();
    expect(found(history(100))).toEqual([]);
    expect(found(history(15))).toEqual(["no-evidence unknown"]);
  });

  test("a publish that overlaps a subscribe call counts as concurrent with it", () => {
    const history = scriptHistory(minimums({ concurrentWithSubscribe: 1 }))
      .subscribe({ at: 0, tookMs: 20 })
      .publish("publisher-0/0", { at: 10 })
      .exchange("publisher-0/1", 30)
      .drain();
    expect(found(history.build())).toEqual([]);
  });
});

test("a publish that ended before the subscribe call does not count as concurrent with it", () => {
  const history = scriptHistory({
    minimums: { acknowledged: 0, faults: 0, concurrentWithSubscribe: 1 },
  })
    .publish("publisher-0/0", { at: 0 })
    .subscribe({ at: 10, tookMs: 20 })
    .exchange("publisher-0/1", 40)
    .drain();
  expect(found(history.build())).toEqual(["no-evidence unknown"]);
});

describe("a publish while the harness holds a subscriber that has subscribed", () => {
  const place = { command: "SUBSCRIBE", occurrence: 1, position: "before-forwarding" } as const;
  const held = (more: { act?: "stall" | "delay"; roles?: string[]; at?: number }) => {
    const { act = "stall", roles = ["subscriber-a"], at = 120 } = more;
    return scriptHistory({ minimums: { acknowledged: 0, faults: 0, concurrentWithSubscribe: 1 } })
      .subscribe({ at: 0, tookMs: 1 })
      .fault({ at: 100, healAt: 200, name: "held", roles, command: { ...place, act } })
      .exchange("publisher-0/0", at)
      .exchange("publisher-0/1", 300)
      .drain()
      .build();
  };
  const enough = (more: Parameters<typeof held>[0]) =>
    !found(held(more)).includes("no-evidence unknown");

  test("counts as concurrent with the start", () => {
    expect(enough({})).toBe(true);
  });

  test("does not count if it came after the hold, if the publisher was held, or if nothing was held", () => {
    expect(enough({ at: 250 })).toBe(false);
    expect(enough({ roles: ["publisher-0"] })).toBe(false);
    expect(enough({ act: "delay" })).toBe(false);
  });
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

  test("a run is not reported if its only message came right before the close", () => {
    const history = scriptHistory({ guarantees: { delivery: "at-most-once" } })
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .close({ at: 20 })
      .drain();
    expect(found(history.build())).toEqual([]);
  });

  test("a subscribe call that never resolved makes the run unknown", () => {
    const history = sound().subscribe({ at: 30, group: "b", tookMs: null }).build();
    expect(findingOf(history, "no-evidence").summary).toBe("subscribe never resolved for b");
  });
});

describe("the summary of a run that shows nothing", () => {
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
  ])("a run that shows nothing says why: %s", (reason, tell) => {
    expect(reasonsOf(tell())).toEqual([reason]);
  });

  test.each([
    ["only 2 acknowledged publishes, at least 3 needed", { acknowledged: 3 }],
    ["only 0 faults, at least 1 needed", { faults: 1 }],
    [
      "only 0 publishes while a subscriber was starting, at least 1 needed",
      { concurrentWithSubscribe: 1 },
    ],
    ["only 0 rounds of the census, at least 1 needed", { rounds: 1 }],
    ["only 0 failed handlers, at least 1 needed", { failedHandlers: 1 }],
    [
      "only 0 messages in hand when a subscription closed, at least 1 needed",
      { unhandledAtClose: 1 },
    ],
  ])("a run below a minimum says by how much: %s", (reason, some) => {
    expect(reasonsOf(sound({ minimums: { acknowledged: 0, faults: 0, ...some } }))).toEqual([
      reason,
    ]);
  });

  test("a run with too few acknowledged publishes says that they count before the first fault", () => {
    const history = sound({ minimums: { acknowledged: 3, faults: 0 } }).fault({
      at: 50,
      healAt: 60,
    });
    expect(reasonsOf(history)).toEqual([
      "only 2 acknowledged publishes before the first fault, at least 3 needed",
    ]);
  });

  test("uncaught errors are reported with their number and the first text", () => {
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
  ])(
    "a publish at %i ms that takes %i ms is concurrent with a subscribe call from 10 to 30 ms: %s",
    (at, tookMs, does) => {
      expect(found(raced(at, tookMs))).toEqual(does ? [] : ["no-evidence unknown"]);
    },
  );

  test("only acknowledged publishes count, and only if they settled before the fault was injected", () => {
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

  test("each round of the census counts once, and other samples do not count", () => {
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

  test("the handlers that failed count, and the handlers that succeeded do not", () => {
    const script = { minimums: { acknowledged: 0, faults: 0, failedHandlers: 1 } };
    const failing = scriptHistory(script)
      .subscribe({})
      .publish("publisher-0/0", { at: 10 })
      .deliver("publisher-0/0", { at: 20, outcome: "fail" })
      .deliver("publisher-0/0", { at: 40 })
      .drain();
    expect(found(failing.build())).toEqual(["duplicate pass"]);
    expect(reasonsOf(sound(script))).toEqual(["only 0 failed handlers, at least 1 needed"]);
  });

  test("the messages that a group has in hand when a subscription closes count", () => {
    const script = { minimums: { acknowledged: 0, faults: 0, unhandledAtClose: 1 } };
    const closing = (handledMs: number) =>
      scriptHistory(script)
        .subscribe({})
        .publish("publisher-0/0", { at: 10 })
        .deliver("publisher-0/0", { at: 12, tookMs: handledMs - 12 })
        .close({ at: 100 })
        .subscribe({ at: 150 })
        .drain();
    expect(reasonsOf(closing(101))).toEqual([]);
    expect(reasonsOf(closing(99))).toEqual([
      "only 0 messages in hand when a subscription closed, at least 1 needed",
    ]);
    expect(reasonsOf(sound(script))).toHaveLength(1);
  });
});
