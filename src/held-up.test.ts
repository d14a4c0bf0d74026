import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { nowMs } from "./clock.ts";
import { heldUpMs, heldUpShare, longestHoldUpMs } from "./held-up.ts";

function block(ms: number): void {
  const endMs = nowMs() + ms;
  while (nowMs() < endMs);
}

test("heldUpMs counts the time in which a call blocks the event loop, also before the call has ended", async () => {
  const before = heldUpMs();
  block(150);
  expect(heldUpMs() - before).toBeGreaterThanOrEqual(100);
  await sleep(1);
  expect(heldUpMs() - before).toBeGreaterThanOrEqual(100);
});

test("longestHoldUpMs and heldUpShare show a hold-up of the last second", async () => {
  heldUpMs();
  block(200);
  await sleep(1);
  expect(longestHoldUpMs()).toBeGreaterThanOrEqual(150);
  expect(heldUpShare()).toBeGreaterThan(0.1);
});
