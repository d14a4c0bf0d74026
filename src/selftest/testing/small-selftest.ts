import type { ObservedRun, ObservedRuns } from "../observed-run.ts";
import type { SelftestGoals } from "../selftest-goals.ts";

/** Goals of a selftest with two scenarios and a bug for each of them. `smallRuns` reaches all of them. */
export const smallGoals: SelftestGoals = {
  mode: "standard",
  bugs: ["forgets", "leaks"],
  scenarios: ["restart", "leak"],
  expectations: [
    {
      bus: "forgets",
      run: "restart/kill",
      mustFind: ["lost"],
      mayAlsoFind: ["late"],
      summaryIncludes: "unread",
    },
    { bus: "leaks", run: "leak/calm", mustFind: ["leak"], summaryIncludes: "timers" },
  ],
  noEvidence: [{ bus: "idle", run: "restart/kill", summaryIncludes: "nothing arrived" }],
  scenarioProofs: [
    { scenario: "restart", bus: "forgets" },
    { scenario: "leak", bus: "leaks" },
  ],
  checksOtherScenarios: true,
  correctRuns: 3,
};

export const foundRun = observedRun({
  bus: "forgets",
  run: "restart/kill",
  verdict: "fail",
  kinds: ["lost"],
  summaries: ["fail lost: 3 messages, all unread"],
});

const leakingRun = observedRun({
  bus: "leaks",
  run: "leak/calm",
  verdict: "fail",
  kinds: ["leak"],
  summaries: ["fail leak: 7 timers"],
});

export const idleRun = observedRun({
  bus: "idle",
  run: "restart/kill",
  verdict: "unknown",
  summaries: ["unknown no-evidence: nothing arrived"],
});

/** Runs of the bugs in the scenarios that must not find them. */
export const otherScenarioRuns: readonly ObservedRun[] = [
  observedRun({ bus: "forgets", run: "leak/calm" }),
  observedRun({ bus: "leaks", run: "restart/kill" }),
];

export const smallRuns: ObservedRuns = {
  planted: [foundRun, leakingRun, idleRun, ...otherScenarioRuns],
  correct: [1, 2, 3].map((seed) => observedRun({ seed })),
};

/** Creates a run of a correct bus that passed, with some fields changed. */
export function observedRun(changes: Partial<ObservedRun>): ObservedRun {
  return {
    bus: "correct",
    run: "restart/kill",
    seed: 1,
    verdict: "pass",
    kinds: [],
    summaries: [],
    durationMs: 1000,
    ...changes,
  };
}

/** Returns `smallRuns` with this run in the place of the run of the same bus and variant. */
export function replaceRun(run: ObservedRun): ObservedRuns {
  const isOther = (each: ObservedRun): boolean => each.bus !== run.bus || each.run !== run.run;
  return { ...smallRuns, planted: [...smallRuns.planted.filter(isOther), run] };
}
