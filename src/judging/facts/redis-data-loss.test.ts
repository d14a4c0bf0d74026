import { describe, expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import type { FaultScript, PublishScript } from "../testing/scripts.ts";
import { inFlightGuardMs } from "./entitlement.ts";
import {
  completeSinceMs,
  mayHaveLost,
  mayHaveLostTail,
  mayLoseData,
  wasWiped,
} from "./redis-data-loss.ts";

const wipe: FaultScript = { at: 1000, healAt: 1400, tookMs: 10, losesAll: true };
const kill: FaultScript = { at: 1000, healAt: 1400, losesLastMs: 300 };
const cut: FaultScript = { at: 1000, healAt: 1400 };

const faultsOf = (...faults: readonly FaultScript[]) => {
  const history = scriptHistory();
  for (const fault of faults) history.fault(fault);
  return history.build().faults;
};

/** A message that is published 1 ms before it settles. */
function settledAt(settledMs: number, script: Partial<PublishScript> = {}) {
  const history = scriptHistory().publish("publisher-0/0", { at: settledMs - 1, ...script });
  return history.build().messages.get("publisher-0/0")!;
}

test("a fault loses data if it wipes Redis or kills it before its log is on disk", () => {
  expect([wipe, kill, cut].map(mayLoseData)).toEqual([true, true, false]);
});

describe("mayHaveLost", () => {
  test("a wiped Redis may have lost every command until the heal was verified", () => {
    const mayLose = (executedMs: number) => mayHaveLost(executedMs, faultsOf(wipe));
    expect([10, 1000, 1410, 1411].map(mayLose)).toEqual([true, true, true, false]);
  });

  test("a killed Redis may have lost the last moments before the kill", () => {
    const mayLose = (executedMs: number) => mayHaveLost(executedMs, faultsOf(kill));
    const times = [700, 701, 1000 + inFlightGuardMs, 1001 + inFlightGuardMs];
    expect(times.map(mayLose)).toEqual([false, true, true, false]);
  });

  test("a Redis that was only cut off has lost nothing", () => {
    expect(mayHaveLost(1000, faultsOf(cut))).toBe(false);
  });
});

describe("mayHaveLostTail", () => {
  test("an acknowledgement in the last moments before a kill may be lost, a wipe does not count", () => {
    const message = settledAt(900);
    expect([kill, wipe, cut].map((fault) => mayHaveLostTail(message, faultsOf(fault)))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("wasWiped", () => {
  test("a wipe counts for messages that were acknowledged until it was in force", () => {
    const isWiped = (settledMs: number) => wasWiped(settledAt(settledMs), faultsOf(wipe));
    const limitMs = 1010 + inFlightGuardMs;
    expect([limitMs, limitMs + 1].map(isWiped)).toEqual([true, false]);
  });

  test("a message in doubt counts from its publish call", () => {
    const message = settledAt(900, { outcome: "info", tookMs: 5000 });
    expect(wasWiped(message, faultsOf(wipe))).toBe(true);
  });
});

describe("completeSinceMs", () => {
  test("Redis is complete since the heal of the last fault that loses data", () => {
    const later: FaultScript = { at: 5000, healAt: 6000 };
    expect(completeSinceMs(faultsOf(kill, wipe, later))).toBe(1410);
  });

  test("Redis was always complete if no fault loses data, and never if such a fault stays", () => {
    expect(completeSinceMs(faultsOf(cut))).toBe(-Infinity);
    expect(completeSinceMs(faultsOf({ ...wipe, healAt: null }))).toBe(Infinity);
  });
});
