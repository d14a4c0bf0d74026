import { setImmediate } from "node:timers/promises";

import { expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import { createIdleWatch } from "./idle-watch.ts";

const { signal } = new AbortController();

/** Returns the share of the time in which the event loop was active, and the share of a core that it used. */
async function watch(ms: number): Promise<{ active: number; processor: number }> {
  const drafts: OperationDraft[] = [];
  await createIdleWatch({ record: (draft) => drafts.push(draft) }, signal)(ms);
  const total = (name: string): number =>
    drafts.reduce((sum, each) => sum + (each.kind === "sample" ? (each.values[name] ?? 0) : 0), 0);
  return {
    active: total("activeMs") / total("spanMs"),
    processor: total("processorMs") / total("spanMs"),
  };
}

test("an event loop that spins never rests and uses more of a core than one at rest", async () => {
  const quiet = await watch(300);
  let isOver = false;
  const spinning = (async () => {
    while (!isOver) await setImmediate();
  })();
  const busy = await watch(300);
  isOver = true;
  await spinning;
  expect(busy.active).toBeGreaterThan(0.98);
  expect(busy.processor).toBeGreaterThan(quiet.processor);
  expect(quiet.active).toBeLessThan(busy.active);
});
