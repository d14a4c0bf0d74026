import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { indexHistory } from "../../history/index-history.ts";
import type { Operation } from "../../history/operation.ts";
import { measure } from "../../judging/figures/measure.ts";
import { scriptHeader, scriptHistory } from "../../judging/testing/history-builder.ts";
import { createRecoveryWatch } from "./recovery-watch.ts";

const healedAt = 2000;
/** The limit of a good probe in these runs: their latencies are far below the least limit. */
const limitMs = 250;

/** For each probe: how long after its intended time it is acknowledged, and delivered to two groups. */
const probes = fc.array(
  fc.record({
    publishMs: fc.option(fc.integer({ min: 1, max: 400 }), { freq: 5 }),
    deliverMs: fc.array(fc.option(fc.integer({ min: 1, max: 400 }), { freq: 5 }), {
      minLength: 2,
      maxLength: 2,
    }),
  }),
  { minLength: 1, maxLength: 14 },
);

type Probes = typeof probes extends fc.Arbitrary<infer T> ? T : never;

function play(each: Probes, goodTail: number): readonly Operation[] {
  const builder = scriptHistory().subscribe({ group: "a" }).subscribe({ group: "b" });
  for (let at = 0; at < 5; at++) builder.exchange(`publisher-0/${at}`, 100 + at * 100);
  builder.fault({ at: 1000, healAt: healedAt });
  const tail = Array.from({ length: goodTail }, () => ({ publishMs: 2, deliverMs: [3, 4] }));
  for (const [position, { publishMs, deliverMs }] of [...each, ...tail].entries()) {
    const key = `publisher-0/${position + 5}`;
    const at = healedAt + 10 + position * 60;
    builder.publish(key, {
      at,
      ...(publishMs === null ? { outcome: "info" } : { tookMs: publishMs }),
    });
    for (const [group, afterMs] of deliverMs.entries()) {
      if (publishMs === null || afterMs === null) continue;
      builder.deliver(key, { at: at + afterMs, group: ["a", "b"][group] ?? "a" });
    }
  }
  return builder.operations();
}

/** Whether the judge would see a recovery if the load ended now and all open probes became good. */
function isShownAt(operations: readonly Operation[], nowMs: number): boolean {
  const past = operations.filter(({ timeMs }) => timeMs <= nowMs);
  const has = (message: string, wanted: (each: Operation) => boolean): boolean =>
    past.some((each) => "message" in each && each.message === message && wanted(each));
  const completed: Operation[] = [];
  let delivery = 1000;
  for (const each of past) {
    if (each.kind !== "publish" || each.type !== "invoke") continue;
    if (nowMs - each.intendedMs > limitMs) continue;
    const { message, topic } = each;
    const common = { index: 0, timeMs: nowMs, message };
    if (has(message, ({ kind, type }) => kind === "publish" && type === "info")) continue;
    if (!has(message, ({ kind, type }) => kind === "publish" && type === "ok")) {
      completed.push({ ...common, kind: "publish", type: "ok", process: "publisher-0", id: "1" });
    }
    for (const subscription of [0, 1]) {
      if (has(message, (other) => "subscription" in other && other.subscription === subscription)) {
        continue;
      }
      const call = { kind: "deliver", type: "invoke", process: "any" } as const;
      const what = { delivery: delivery++, subscription, topic, id: "1", attempt: 1 };
      completed.push({ ...common, ...call, ...what });
    }
  }
  const all = [...past, ...completed].map((each, index) => ({ ...each, index }));
  return measure(indexHistory(scriptHeader(), all)).recovery?.upperMs !== Infinity;
}

describe("the recovery watch", () => {
  test("the recovery watch never reports a recovery that the judge would not see", () => {
    fc.assert(
      fc.property(probes, (each) => {
        const operations = play(each, 8);
        const watch = createRecoveryWatch();
        for (const operation of operations) {
          watch.watch(operation);
          const { timeMs } = operation;
          if (timeMs <= healedAt || !watch.isRecovered(timeMs)) continue;
          expect(isShownAt(operations, timeMs)).toBe(true);
        }
      }),
    );
  });

  test("the recovery watch reports a recovery at the end of a run exactly if the judge sees one", () => {
    fc.assert(
      fc.property(probes, fc.nat(8), (each, goodTail) => {
        const operations = play(each, goodTail);
        const watch = createRecoveryWatch();
        for (const operation of operations) watch.watch(operation);
        const endMs = (operations.at(-1)?.timeMs ?? 0) + 1000;
        const { recovery } = measure(indexHistory(scriptHeader(), operations));
        const shown = recovery !== undefined && recovery.upperMs !== Infinity;
        expect(watch.isRecovered(endMs)).toBe(shown && recovery.unprobed.length === 0);
      }),
    );
  });

  const steady = (builder = scriptHistory().subscribe({})) => {
    for (let at = 0; at < 20; at++) builder.exchange(`publisher-0/${at}`, 2100 + at * 50);
    return builder;
  };
  const watched = (operations: readonly Operation[]) => {
    const watch = createRecoveryWatch();
    for (const operation of operations) watch.watch(operation);
    return watch.isRecovered(3200);
  };

  test("the recovery watch reports no recovery while a fault is not healed", () => {
    expect(watched(steady().fault({ at: 1000, healAt: 2000 }).operations())).toBe(true);
    expect(watched(steady().fault({ at: 1000, healAt: null }).operations())).toBe(false);
    const again = steady().fault({ at: 1000, healAt: 2000 }).fault({ at: 3150, healAt: null });
    expect(watched(again.operations())).toBe(false);
  });

  test("the recovery watch reports no recovery in a run without a fault", () => {
    expect(watched(steady().operations())).toBe(false);
  });

  test("the recovery watch does not wait for a group that was closed", () => {
    const leaver = scriptHistory().subscribe({ group: "a" }).subscribe({ group: "b" });
    leaver.close({ at: 1500, group: "b" }).fault({ at: 1000, healAt: 2000 });
    for (let at = 0; at < 20; at++) {
      const key = `publisher-0/${at}`;
      leaver.publish(key, { at: 2100 + at * 50 }).deliver(key, { at: 2102 + at * 50, group: "a" });
    }
    expect(watched(leaver.operations())).toBe(true);
  });
});
