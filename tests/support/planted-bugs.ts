import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { judgeSelftest, type Problem, type Seen } from "../../src/selftest/judge-selftest.ts";
import { planSelftest, type PlannedSelftestRun } from "../../src/selftest/plan-selftest.ts";
import { runSelftest } from "../../src/selftest/run-selftest.ts";
import { scopeOf } from "../../src/selftest/scope.ts";
import { catalogue, stock } from "../../src/selftest/selftest.ts";
import { missingRedis } from "./bus-ground.ts";
import { requirement } from "./requirements.ts";

const whole = { ...scopeOf("standard", catalogue), provesWitnesses: false, cleanRuns: 0 };
const plan = planSelftest(whole, stock, 1);
const limitMs = 240_000;

/**
 * Every planted bug is found, by its finding and no other. That no other scenario finds the witnesses,
 * and that correct buses raise no alarm in 60 runs, takes minutes and is left to `chaos selftest`.
 *
 * @param isWanted picks the runs of this part of the zoo.
 */
export function describePlantedBugs(isWanted: (run: PlannedSelftestRun) => boolean): void {
  const planted = plan.planted.filter(isWanted);
  const isPlanned = (expected: { readonly bus: string; readonly run: string }): boolean =>
    planted.some(({ bus, run }) => bus.name === expected.bus && run === expected.run);
  const scope = {
    ...whole,
    zoo: whole.zoo.filter((name) => planted.some(({ bus }) => bus.name === name)),
    expectations: whole.expectations.filter(isPlanned),
    vacuous: whole.vacuous.filter(isPlanned),
  };
  const folder = mkdtempSync(join(tmpdir(), "bus-chaos-planted-bugs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { title, skip } = requirement("redis", "a planted bug", missingRedis);

  describe.skipIf(skip)(title, () => {
    let seen: Seen = { planted: [], clean: [] };
    let problems: readonly Problem[] = [];

    beforeAll(async () => {
      seen = await runSelftest(
        { planted, clean: [] },
        {
          folder,
          provider: "process",
          onSighting: () => {},
          signal: new AbortController().signal,
        },
      );
      problems = judgeSelftest(scope, seen).problems;
    }, limitMs);

    test.for(scope.expectations)("is found: $bus by $run: $finds", ({ bus, run }) => {
      expect(problemsOf(bus, run), says(bus, run)).toEqual([]);
    });

    test.for(scope.vacuous)("is not there, so $run on $bus is unknown", ({ bus, run }) => {
      expect(problemsOf(bus, run), says(bus, run)).toEqual([]);
    });

    test("is found in every bus of this part of the zoo", () => {
      expect(problems).toEqual([]);
      expect(seen.planted).toHaveLength(planted.length);
      expect(scope.zoo.length).toBeGreaterThan(0);
    });

    function problemsOf(bus: string, run: string): string[] {
      const own = problems.filter((problem) => problem.subject === bus && problem.run === run);
      return own.map(({ what }) => what);
    }

    function says(bus: string, run: string): string {
      const own = seen.planted.filter((sighting) => sighting.bus === bus && sighting.run === run);
      return own.flatMap((sighting) => sighting.says).join("\n");
    }
  });
}
