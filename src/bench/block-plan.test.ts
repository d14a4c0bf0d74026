import { describe, expect, test } from "vitest";

import { claim } from "./block-claim.ts";
import { fullPlan, quickPlan } from "./block-plan.ts";

describe.each([quickPlan, fullPlan])("the $mode plan", (plan) => {
  test("every window is at least 3 s and BLOCK, and twice BLOCK with many consumers", () => {
    for (const { blockMs, consumers, windowMs } of plan.cells) {
      expect(windowMs).toBeGreaterThanOrEqual(Math.max(3000, blockMs * (consumers > 1 ? 2 : 1)));
    }
  });

  test("every BLOCK value is tried on a dead connection, with a limit above the longest", () => {
    const blocksMs = new Set(plan.cells.map(({ blockMs }) => blockMs));
    expect(new Set(plan.deadBlocksMs)).toEqual(blocksMs);
    expect(plan.deadLimitMs).toBeGreaterThan(Math.max(...blocksMs) + 2000);
  });

  test("the claim can be checked for 1 and for 100 consumers", () => {
    for (const consumers of [1, 100]) {
      const measuredMs = plan.cells
        .filter((cell) => cell.consumers === consumers)
        .map(({ blockMs }) => blockMs);
      expect(measuredMs).toEqual(expect.arrayContaining([claim.fromMs, claim.toMs]));
    }
    expect(plan.latency.samples).toBeGreaterThanOrEqual(200);
  });
});
