import {
  scenarioOf,
  type Expectation,
  type NoEvidenceExpectation,
  type ScenarioProof,
} from "./expectation.ts";
import type { ObservedRun, ObservedRuns } from "./observed-run.ts";
import { says } from "./says.ts";
import { goalsOfEndedRuns, type SelftestGoals } from "./selftest-goals.ts";

/** A goal of the selftest that was not reached. */
export interface SelftestProblem {
  /** A bus, or a scenario without a proof that it is needed. */
  readonly subject: string;
  /** The run that the problem is about, if it is about one, such as `restart/sigterm-1s`. */
  readonly run?: string;
  readonly what: string;
}

export interface SelftestJudgement {
  /** `unknown` if the selftest was interrupted and had no problem until then. */
  readonly verdict: "pass" | "fail" | "unknown";
  /** Number of buses whose bug had to be found. */
  readonly buses: number;
  /** Number of buses whose bug was found by the expected findings and no others. */
  readonly found: number;
  readonly correct: CorrectRuns;
  readonly problems: readonly SelftestProblem[];
}

/** Figures of the runs of correct buses. */
interface CorrectRuns {
  /** Runs that passed or failed. */
  readonly runs: number;
  readonly falseAlarms: number;
  /** Runs that proved nothing: they count neither as passed nor as false alarms. */
  readonly undecided: number;
  readonly seeds: readonly number[];
  /** Upper bound of the rate of false alarms in percent, with 95 % confidence. */
  readonly boundPercent: number | undefined;
}

/**
 * Decides whether every planted bug was found by its own findings, and whether no correct bus failed. A
 * pure function of the runs. For an interrupted selftest, only runs that ended can be wrong.
 */
export function judgeSelftest(
  goals: SelftestGoals,
  observed: ObservedRuns,
  interrupted = false,
): SelftestJudgement {
  const { planted, correct } = observed;
  const due = interrupted ? goalsOfEndedRuns(goals, planted, correct) : goals;
  const ofBuses = due.expectations.flatMap((expected) => bugProblems(expected, planted));
  const problems = [
    ...goalProblems(goals),
    ...ofBuses,
    ...due.noEvidence.flatMap((expected) => noEvidenceProblems(expected, planted)),
    ...(due.checksOtherScenarios ? scenarioProblems(due, planted) : []),
    ...correctProblems(due, correct),
  ];
  const buses = new Set(due.expectations.map(({ bus }) => bus));
  const missed = new Set(ofBuses.map(({ subject }) => subject));
  const withoutProblem = interrupted ? "unknown" : "pass";
  return {
    verdict: problems.length === 0 ? withoutProblem : "fail",
    buses: buses.size,
    found: buses.size - missed.size,
    correct: countCorrectRuns(correct),
    problems,
  };
}

/** Finds gaps in the goals themselves: a selftest that looks for no bug must not pass. */
function goalProblems(goals: SelftestGoals): readonly SelftestProblem[] {
  const { bugs, scenarios, expectations, noEvidence, scenarioProofs, only, mode } = goals;
  if (only !== undefined) {
    const hasGoal = expectations.length + noEvidence.length > 0;
    return hasGoal ? [] : [{ subject: only, what: "no expectation names it" }];
  }
  const empty = bugs.length === 0 ? [{ subject: "the zoo", what: "has no bus" }] : [];
  const expected = new Set(expectations.map(({ bus }) => bus));
  const unexpected = mode === "canary" ? [] : bugs.filter((bus) => !expected.has(bus));
  const unproved = scenarios.filter(
    (scenario) => !scenarioProofs.some((proof) => proof.scenario === scenario),
  );
  return [
    ...empty,
    ...unexpected.map((subject) => ({ subject, what: "no expectation names it" })),
    ...unproved.map((subject) => ({
      subject,
      what: "no bug in the zoo is found by this scenario alone",
    })),
  ];
}

function bugProblems(
  expected: Expectation,
  planted: readonly ObservedRun[],
): readonly SelftestProblem[] {
  const { bus, run, mustFind, mayAlsoFind = [], summaryIncludes } = expected;
  const about = (what: string): SelftestProblem => ({ subject: bus, run, what });
  const observed = planted.find((each) => each.bus === bus && each.run === run);
  if (!observed) return [about("was not run")];
  const { kinds, verdict, summaries } = observed;
  if (verdict !== "fail") return [about(`was not found, the verdict is ${verdict}`)];
  const missing = mustFind.filter((kind) => !kinds.includes(kind));
  const additional = kinds.filter((kind) => ![...mustFind, ...mayAlsoFind].includes(kind));
  const isSaid = summaries.some((text) => text.startsWith("fail") && says(text, summaryIncludes));
  return [
    ...missing.map((kind) => about(`was not found by ${kind}, only by ${kinds.join(", ")}`)),
    ...additional.map((kind) => about(`was also found by ${kind}, which is not expected`)),
    ...(isSaid ? [] : [about(`was found, but no finding says "${summaryIncludes}"`)]),
  ];
}

function noEvidenceProblems(
  { bus, run, summaryIncludes }: NoEvidenceExpectation,
  planted: readonly ObservedRun[],
): readonly SelftestProblem[] {
  const about = (what: string): SelftestProblem[] => [{ subject: bus, run, what }];
  const observed = planted.find((each) => each.bus === bus && each.run === run);
  if (!observed) return about("was not run");
  if (observed.verdict !== "unknown") {
    return about(`proves nothing, but the verdict is ${observed.verdict} and not unknown`);
  }
  const isSaid = observed.summaries.some((text) => says(text, summaryIncludes));
  return isSaid ? [] : about(`is unknown, but no finding says "${summaryIncludes}"`);
}

/** Checks for each scenario that its own bug was run in all other scenarios and found in none of them. */
function scenarioProblems(
  { scenarioProofs, scenarios, expectations }: SelftestGoals,
  planted: readonly ObservedRun[],
): readonly SelftestProblem[] {
  return scenarioProofs.flatMap((proof) => [
    ...ownScenarioProblems(proof, expectations),
    ...scenarios
      .filter((scenario) => scenario !== proof.scenario)
      .flatMap((scenario) => otherScenarioProblems(proof, scenario, planted)),
  ]);
}

function ownScenarioProblems(
  { bus, scenario }: ScenarioProof,
  expectations: readonly Expectation[],
): readonly SelftestProblem[] {
  const isExpected = expectations.some((each) => each.bus === bus && scenarioOf(each) === scenario);
  const what = `${bus} is to be found by this scenario alone, but no expectation says so`;
  return isExpected ? [] : [{ subject: scenario, what }];
}

function otherScenarioProblems(
  { bus, scenario: own }: ScenarioProof,
  other: string,
  planted: readonly ObservedRun[],
): readonly SelftestProblem[] {
  const decided = planted
    .filter((each) => each.bus === bus && scenarioOf(each) === other)
    .filter(({ verdict }) => verdict === "pass" || verdict === "fail");
  if (decided.length === 0) {
    const what = `${bus} is to be found by this scenario alone, but ${other} was not run with it`;
    return [{ subject: own, what }];
  }
  return decided
    .filter(({ verdict }) => verdict === "fail")
    .map(({ run, kinds }) => ({
      subject: own,
      run,
      what: `${bus} is to be found by ${own} alone, but this run finds it too, by ${kinds.join(", ")}`,
    }));
}

function countCorrectRuns(correct: readonly ObservedRun[]): CorrectRuns {
  const falseAlarms = correct.filter(({ verdict }) => verdict === "fail").length;
  const undecided = correct.filter(isUndecided).length;
  const runs = correct.length - undecided;
  return {
    runs,
    falseAlarms,
    undecided,
    seeds: [...new Set(correct.map(({ seed }) => seed))].toSorted((one, other) => one - other),
    // The rule of three (3 / runs) holds only if there was no false alarm.
    boundPercent: runs > 0 && falseAlarms === 0 ? 300 / runs : undefined,
  };
}

function isUndecided({ verdict }: ObservedRun): boolean {
  return verdict === "unknown" || verdict === "not-applicable";
}

function correctProblems(
  { correctRuns }: SelftestGoals,
  correct: readonly ObservedRun[],
): readonly SelftestProblem[] {
  const bad = correct.filter(({ verdict }) => verdict !== "pass");
  const missing = correctRuns - correct.length;
  return [
    ...bad.map(({ bus, run, seed, verdict, summaries }) => ({
      subject: bus,
      run,
      what: `is a correct bus, but with seed ${seed} the verdict is ${verdict}: ${summaries.join("; ")}`,
    })),
    ...(missing > 0
      ? [{ subject: "the correct buses", what: `${missing} of ${correctRuns} runs are missing` }]
      : []),
  ];
}
