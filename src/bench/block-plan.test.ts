import { describe, expect, test } from "vitest";

import { claim } from "./block-claim.ts";
import { fullPlan, quickPlan } from "./block-plan.ts";

describe.each([quickPlan, fullPlan])("the $mode plan", (plan) => {
  test("counts for 3 s and one BLOCK at least, and twice BLOCK where consumers are in step", () => {
    for (const { blockMs, consumers, windowMs } of plan.cells) {
      expect(windowMs).toBeGreaterThanOrEqual(Math.max(3000, blockMs * (consumers > 1 ? 2 : 1)));
    }
  });

  test("tries every BLOCK value on a dead connection, and waits longer than the longest", () => {
    const blocksMs = new Set(plan.cells.map(({ blockMs }) => blockMs));
    expect(new Set(plan.deadBlocksMs)).toEqual(blocksMs);
    expect(plan.deadLimitMs).toBeGreaterThan(Math.max(...blocksMs) + 2000);
  });

  test("can check the claim for one and for a hundred consumers", () => {
    for (const consumers of [1, 100]) {
      const measuredMs = plan.cells
        .filter((cell) => cell.consumers === consumers)
        .map(({ blockMs }) => blockMs);
      expect(measuredMs).toEqual(expect.arrayContaining([claim.fromMs, claim.toMs]));
    }
    expect(plan.latency.samples).toBeGreaterThanOrEqual(200);
  });
});
