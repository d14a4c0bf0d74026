import type { BusModule } from "../bus/contract.ts";
import { HarnessError } from "../errors.ts";
import { withDefaults } from "../history/guarantee-defaults.ts";
import type { Scenario, Variant } from "../scenarios/scenario.ts";
import { scenarioOf } from "./expectation.ts";
import { quickExploration } from "./explore-publishes.ts";
import type { SelftestGoals } from "./selftest-goals.ts";
import type { SelftestInputs } from "./selftest-inputs.ts";

/** A run of one bus that a selftest makes. */
export interface PlannedSelftestRun {
  readonly bus: BusModule;
  /** The scenario and variant, such as `restart/sigterm-1s`, or `explore/publishes`. */
  readonly run: string;
  /** `undefined` for the exploration. */
  readonly variant: { readonly scenario: Scenario; readonly variant: Variant } | undefined;
  readonly seed: number;
  readonly recoveryLimitMs: number;
}

/** All runs of a selftest, each once. */
export interface SelftestPlan {
  /** Runs of buses with a planted bug, and of buses on which a run proves nothing. */
  readonly planted: readonly PlannedSelftestRun[];
  readonly correct: readonly PlannedSelftestRun[];
}

/** A bug rarely needs longer to show, and a short limit keeps the selftest short. */
const plantedLimitMs = 2000;
/** In a scenario that does not find the bug, the correct parts of the bus need their time to recover. */
const otherScenarioLimitMs = 5000;
/** A correct bus gets the time that it claims to need, also on a busy machine. */
const correctLimitMs = 10_000;

/** Plans every run that the goals need. */
export function planSelftest(
  goals: SelftestGoals,
  inputs: SelftestInputs,
  seed: number,
): SelftestPlan {
  const runs = new Map<string, PlannedSelftestRun>();
  const add = (bus: string, run: string, recoveryLimitMs = plantedLimitMs): void => {
    const key = `${bus} ${run}`;
    if (runs.has(key)) return;
    runs.set(key, {
      bus: findBus(inputs, bus),
      run,
      variant: findVariant(inputs, run),
      seed,
      recoveryLimitMs,
    });
  };
  for (const { bus, run, recoveryLimitMs } of goals.expectations) add(bus, run, recoveryLimitMs);
  for (const { bus, run } of goals.noEvidence) add(bus, run);
  for (const bus of busesForAllScenarios(goals)) {
    for (const run of quickRuns(inputs)) add(bus, run, otherScenarioLimitMs);
  }
  return { planted: [...runs.values()], correct: planCorrectRuns(goals, inputs, seed) };
}

function busesForAllScenarios(goals: SelftestGoals): readonly string[] {
  if (goals.mode === "full") return [...new Set(goals.expectations.map(({ bus }) => bus))];
  return goals.checksOtherScenarios ? goals.scenarioProofs.map(({ bus }) => bus) : [];
}

function quickRuns({ scenarios }: SelftestInputs): readonly string[] {
  const runs = quickVariants(scenarios).map(
    ({ scenario, variant }) => `${scenario.name}/${variant.name}`,
  );
  return [...runs, quickExploration];
}

function quickVariants(scenarios: readonly Scenario[]) {
  return scenarios.flatMap((scenario) =>
    scenario.variants
      .filter(({ tier }) => tier === "quick")
      .map((variant) => ({ scenario, variant })),
  );
}

/**
 * Plans runs of correct buses through every quick variant that applies to them, with one seed after the
 * other. A run that needs the process to itself takes long, so it comes with the first seed only.
 */
function planCorrectRuns(
  { correctRuns }: SelftestGoals,
  inputs: SelftestInputs,
  firstSeed: number,
): readonly PlannedSelftestRun[] {
  const runs: PlannedSelftestRun[] = [];
  for (let seed = firstSeed; runs.length < correctRuns && seed < firstSeed + correctRuns; seed++) {
    for (const { bus, ...found } of applicableVariants(inputs)) {
      if (runs.length === correctRuns) break;
      const { scenario, variant } = found;
      if (variant.exclusive && seed > firstSeed) continue;
      const run = `${scenario.name}/${variant.name}`;
      runs.push({ bus, run, variant: found, seed, recoveryLimitMs: correctLimitMs });
    }
  }
  return runs;
}

function applicableVariants({ correctBuses, scenarios }: SelftestInputs) {
  return quickVariants(scenarios).flatMap(({ scenario, variant }) =>
    correctBuses
      .filter(({ guarantees }) => {
        const claims = withDefaults(guarantees);
        const reason = scenario.notApplicable?.(claims) ?? variant.notApplicable?.(claims);
        return reason === undefined;
      })
      .map((bus) => ({ bus, scenario, variant })),
  );
}

/** @throws HarnessError if the zoo has no such bus. */
function findBus({ plantedBugs, noEvidenceBuses }: SelftestInputs, wanted: string): BusModule {
  const bus = [...plantedBugs, ...noEvidenceBuses].find(({ name }) => name === wanted);
  if (bus) return bus;
  throw new HarnessError(`the selftest has an expectation for ${wanted}, which is not in the zoo`);
}

/**
 * Returns the variant of a run, or `undefined` for the exploration.
 *
 * @throws HarnessError if no scenario has such a variant.
 */
function findVariant({ scenarios }: SelftestInputs, run: string): PlannedSelftestRun["variant"] {
  if (run === quickExploration) return undefined;
  const scenario = scenarios.find(({ name }) => name === scenarioOf({ run }));
  const variant = scenario?.variants.find(({ name }) => run === `${scenario.name}/${name}`);
  if (scenario && variant) return { scenario, variant };
  throw new HarnessError(
    `the selftest has an expectation for the run ${run}, which does not exist`,
  );
}
