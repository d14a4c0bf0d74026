import type { Expectation, NoEvidenceExpectation, ScenarioProof } from "./expectation.ts";
import { scenarioOf } from "./expectation.ts";
import { explorationName } from "./explore-publishes.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { SelftestInputs } from "./selftest-inputs.ts";
import { nameStruckRole } from "./struck-role.ts";

export type SelftestMode = "canary" | "standard" | "full";

/** Everything that a selftest can show; a mode picks all of it or a part. */
export interface AllGoals {
  /** Names of all buses with a planted bug. */
  readonly bugs: readonly string[];
  /** Names of the scenarios that run by default, the exploration included. */
  readonly scenarios: readonly string[];
  readonly expectations: readonly Expectation[];
  readonly noEvidence: readonly NoEvidenceExpectation[];
  readonly scenarioProofs: readonly ScenarioProof[];
}

/** Everything that one selftest must show. */
export interface SelftestGoals extends AllGoals {
  readonly mode: SelftestMode;
  /** The bus that the user asked for by name; the selftest is about this bus alone. */
  readonly only?: string;
  /** Whether every bug of a scenario proof must also stay unseen by all other scenarios. */
  readonly checksOtherScenarios: boolean;
  /** Number of runs of correct buses that must pass. */
  readonly correctRuns: number;
}

/**
 * Every quick variant that applies runs once on each correct bus, which takes 63 runs, and some a second time with
 * another seed. 80 runs without a false alarm bound their rate at 4 % with 95 % confidence (rule of three: 3/80).
 */
const correctRuns = 80;

/**
 * Collects what the zoo expects, in the order of the scenarios and their variants. The selftest runs several
 * buses at a time in this order, so quiet variants run beside quiet ones: beside a fan-out to ten groups a
 * load of ten messages per second would be late, and late load excuses a bus.
 *
 * @param seed decides the role that `{role}` stands for in an expected text.
 */
export function collectGoals(inputs: SelftestInputs, seed: number): AllGoals {
  const { plantedBugs, noEvidenceBuses } = inputs;
  const byDefault = inputs.scenarios.filter(({ variants }) =>
    variants.some(({ tier }) => tier === "quick"),
  );
  const scenarios = [...byDefault.map(({ name }) => name), explorationName];
  const byScenario = (one: string, other: string): number =>
    scenarios.indexOf(one) - scenarios.indexOf(other);
  const variants = inputs.scenarios.flatMap((scenario) =>
    scenario.variants.map(({ name }) => `${scenario.name}/${name}`),
  );
  const byRun = (one: Expectation, other: Expectation): number =>
    byScenario(scenarioOf(one), scenarioOf(other)) ||
    variants.indexOf(one.run) - variants.indexOf(other.run);
  return {
    bugs: plantedBugs.map(({ name }) => name),
    scenarios,
    expectations: plantedBugs
      .flatMap(({ name, foundBy }) => foundBy.map((expected) => ({ bus: name, ...expected })))
      .map((expected) => ({
        ...expected,
        summaryIncludes: nameStruckRole(expected.summaryIncludes, expected.run, {
          scenarios: inputs.scenarios,
          seed,
        }),
      }))
      .toSorted(byRun),
    noEvidence: noEvidenceBuses.map(({ name, noEvidence }) => ({ bus: name, ...noEvidence })),
    scenarioProofs: plantedBugs
      .flatMap(({ name, onlyFoundBy }) =>
        onlyFoundBy === undefined ? [] : [{ scenario: onlyFoundBy, bus: name }],
      )
      .toSorted((one, other) => byScenario(one.scenario, other.scenario)),
  };
}

/** Picks the goals of a mode, or of one bus. */
export function goalsOf(mode: SelftestMode, all: AllGoals, only?: string): SelftestGoals {
  const goals = { mode, ...all, checksOtherScenarios: true, correctRuns };
  if (only !== undefined) return onlyOneBus(goals, only);
  return mode === "canary" ? onlyCanaries(goals) : goals;
}

function onlyOneBus(goals: SelftestGoals, only: string): SelftestGoals {
  const isIt = ({ bus }: { readonly bus: string }): boolean => bus === only;
  return {
    ...goals,
    only,
    expectations: goals.expectations.filter(isIt),
    noEvidence: goals.noEvidence.filter(isIt),
    scenarioProofs: goals.scenarioProofs.filter(isIt),
    correctRuns: 0,
  };
}

/** Keeps one bug for each scenario. If the harness misses it, it misses most other bugs too. */
function onlyCanaries(goals: SelftestGoals): SelftestGoals {
  const isCanary = ({ bus, run }: Expectation): boolean =>
    goals.scenarioProofs.some((proof) => proof.bus === bus && run.startsWith(`${proof.scenario}/`));
  return {
    ...goals,
    expectations: onePerBus(goals.expectations.filter(isCanary)),
    noEvidence: [],
    checksOtherScenarios: false,
    correctRuns: 0,
  };
}

function onePerBus(expectations: readonly Expectation[]): readonly Expectation[] {
  return expectations.filter(
    ({ bus }, at) => expectations.findIndex((other) => other.bus === bus) === at,
  );
}

/** Reduces the goals to those of the runs that ended, for a selftest that was interrupted. */
export function goalsOfEndedRuns(
  goals: SelftestGoals,
  planted: readonly ObservedRun[],
  correct: readonly ObservedRun[],
): SelftestGoals {
  const hasEnded = ({ bus, run }: Pick<ObservedRun, "bus" | "run">): boolean =>
    planted.some((each) => each.bus === bus && each.run === run);
  return {
    ...goals,
    expectations: goals.expectations.filter(hasEnded),
    noEvidence: goals.noEvidence.filter(hasEnded),
    checksOtherScenarios: false,
    correctRuns: correct.length,
  };
}
