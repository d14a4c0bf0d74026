import { expect, test } from "vitest";

import type { MessageRecord } from "../../history/indexed-history.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import { lateShareOf } from "./late-load.ts";

const moments = { disturbedMs: 1000, healedMs: 2000 };

/** Returns messages whose publish calls were made the given times after they were intended. */
function sentLate(fromMs: number, delays: readonly number[]): readonly MessageRecord[] {
  const builder = scriptHistory().subscribe({});
  for (const [sequence, delayMs] of delays.entries()) {
    const intendedAt = fromMs + sequence * 10;
    builder.publish(`publisher-0/${sequence}`, { at: intendedAt + delayMs, intendedAt });
  }
  return [...builder.build().messages.values()];
}

test("a publish call after the heal is late if it is made more than 50 ms after its time", () => {
  expect(lateShareOf(sentLate(2000, [0, 50, 51, 60]), moments)).toBe(0.5);
});

test("a publish call is late only if it is three times as late as the calls before the fault", () => {
  const steady = sentLate(0, [30, 30, 30]);
  expect(lateShareOf([...steady, ...sentLate(2000, [90, 91])], moments)).toBe(0.5);
});

test("the late share of a load without publish calls after the heal is zero", () => {
  expect(lateShareOf(sentLate(0, [500]), moments)).toBe(0);
});
