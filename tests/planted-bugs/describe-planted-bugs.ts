import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Expectation } from "../../src/selftest/expectation.ts";
import { judgeSelftest, type SelftestProblem } from "../../src/selftest/judge-selftest.ts";
import type { ObservedRuns } from "../../src/selftest/observed-run.ts";
import { planSelftest, type PlannedSelftestRun } from "../../src/selftest/plan-selftest.ts";
import { runSelftest } from "../../src/selftest/run-selftest.ts";
import { collectGoals, goalsOf } from "../../src/selftest/selftest-goals.ts";
import { selftestInputs } from "../../src/selftest/selftest-inputs.ts";
import type { ExpectedFindings } from "../../src/zoo/planted-bug.ts";
import { requirement } from "../support/requirements.ts";
import { missingRedis } from "../support/test-bus.ts";

const all = {
  ...goalsOf("standard", collectGoals(selftestInputs, 1)),
  checksOtherScenarios: false,
  correctRuns: 0,
};
const plan = planSelftest(all, selftestInputs, 1);
/** On a machine with nothing else to do they take up to 4 minutes. */
const defaultLimitMs = 720_000;

/** Whether a run must find a crash. crashes.long.scenario.test.ts has these runs. */
export function crashes({ mustFind }: Pick<ExpectedFindings, "mustFind">): boolean {
  return mustFind.includes("crashed");
}

/** Returns the expectations of the runs that a test file wants, without those of crashes. */
export function expectationsIn(
  isWanted: (run: PlannedSelftestRun) => boolean,
): readonly Expectation[] {
  const runs = plan.planted.filter((run) => isWanted(run) && !plannedCrash(run));
  return all.expectations.filter((expected) =>
    runs.some(({ bus, run }) => bus.name === expected.bus && run === expected.run),
  );
}

function plannedCrash({ bus, run }: PlannedSelftestRun): boolean {
  return all.expectations.some(
    (each) => each.bus === bus.name && each.run === run && crashes(each),
  );
}

/**
 * Defines the tests that the harness finds planted bugs by the expected findings and no others. Two parts
 * of the selftest take minutes and are left to `chaos selftest`: that no other scenario finds a bug which
 * proves a scenario, and that correct buses pass 80 runs.
 *
 * @param isWanted picks the runs for this test file.
 * @param limitMs the time for all of them together.
 */
export function describePlantedBugs(
  isWanted: (run: PlannedSelftestRun) => boolean,
  limitMs: number = defaultLimitMs,
): void {
  const planted = plan.planted.filter((run) => isWanted(run) && !plannedCrash(run));
  const isPlanned = (expected: { readonly bus: string; readonly run: string }): boolean =>
    planted.some(({ bus, run }) => bus.name === expected.bus && run === expected.run);
  const goals = {
    ...all,
    bugs: all.bugs.filter((name) => planted.some(({ bus }) => bus.name === name)),
    expectations: expectationsIn(isWanted),
    noEvidence: all.noEvidence.filter(isPlanned),
  };
  const folder = mkdtempSync(join(tmpdir(), "bus-chaos-planted-bugs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { title, skip } = requirement("redis", "the planted bugs", missingRedis);

  describe.skipIf(skip)(title, () => {
    let observed: ObservedRuns = { planted: [], correct: [] };
    let problems: readonly SelftestProblem[] = [];

    beforeAll(async () => {
      observed = await runSelftest(
        { planted, correct: [] },
        {
          folder,
          provider: "process",
          onRunEnded: () => {},
          signal: new AbortController().signal,
        },
      );
      problems = judgeSelftest(goals, observed).problems;
    }, limitMs);

    test.for(goals.expectations)("$run finds the bug of $bus by $mustFind", ({ bus, run }) => {
      expect(problemsOf(bus, run), summariesOf(bus, run)).toEqual([]);
    });

    test.for(goals.noEvidence)("$run on $bus is unknown and says why", ({ bus, run }) => {
      expect(problemsOf(bus, run), summariesOf(bus, run)).toEqual([]);
    });

    test("every planned run ends, and the selftest has no problem", () => {
      expect(problems).toEqual([]);
      expect(observed.planted).toHaveLength(planted.length);
      expect(goals.bugs.length).toBeGreaterThan(0);
    });

    function problemsOf(bus: string, run: string): string[] {
      const own = problems.filter((problem) => problem.subject === bus && problem.run === run);
      return own.map(({ what }) => what);
    }

    function summariesOf(bus: string, run: string): string {
      const own = observed.planted.filter((each) => each.bus === bus && each.run === run);
      return own.flatMap(({ summaries }) => summaries).join("\n");
    }
  });
}
