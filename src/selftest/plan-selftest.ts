import type { BusModule } from "../bus/contract.ts";
import { HarnessError } from "../errors.ts";
import { withDefaults } from "../run/plan/guarantees.ts";
import type { Scenario, Variant } from "../scenarios/scenario.ts";
import { scenarioOf } from "./expectation.ts";
import { explorationName, quickExploration } from "./explore-publishes.ts";
import type { Scope } from "./scope.ts";

/** One run of one bus: of a variant, or an exploration where there is none. */
export interface PlannedSelftestRun {
  readonly bus: BusModule;
  /** Such as `restart/sigterm-1s`. */
  readonly run: string;
  readonly variant: { readonly scenario: Scenario; readonly variant: Variant } | undefined;
  readonly seed: number;
  readonly recoveryLimitMs: number;
}

export interface SelftestPlan {
  readonly planted: readonly PlannedSelftestRun[];
  readonly clean: readonly PlannedSelftestRun[];
}

/** What a selftest is made from. */
export interface Stock {
  readonly planted: readonly BusModule[];
  readonly vacuous: readonly BusModule[];
  readonly correct: readonly BusModule[];
  readonly scenarios: readonly Scenario[];
}

const defaultLimitMs = 2000;
/** Where a bus is put through everything, its correct parts must have the time that they need. */
const sweepLimitMs = 5000;
/** A correct bus has the time that it claims to need, also on a busy machine. */
const cleanLimitMs = 10_000;

/** Every run that the scope needs, each once. */
export function planSelftest(scope: Scope, stock: Stock, seed: number): SelftestPlan {
  const runs = new Map<string, PlannedSelftestRun>();
  const add = (bus: string, run: string, recoveryLimitMs = defaultLimitMs): void => {
    const key = `${bus} ${run}`;
    if (runs.has(key)) return;
    runs.set(key, {
      bus: findBus(stock, bus),
      run,
      variant: findVariant(stock, run),
      seed,
      recoveryLimitMs,
    });
  };
  for (const { bus, run, recoveryLimitMs } of scope.expectations) add(bus, run, recoveryLimitMs);
  for (const { bus, run } of scope.vacuous) add(bus, run);
  for (const bus of sweptBuses(scope)) {
    for (const run of quickRuns(stock)) add(bus, run, sweepLimitMs);
  }
  return { planted: [...runs.values()], clean: planClean(scope, stock, seed) };
}

/** The buses that are put through every scenario. */
function sweptBuses({ mode, provesWitnesses, witnesses, expectations }: Scope): readonly string[] {
  if (mode === "full") return [...new Set(expectations.map(({ bus }) => bus))];
  return provesWitnesses ? witnesses.map(({ bus }) => bus) : [];
}

function quickRuns({ scenarios }: Stock): readonly string[] {
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
 * Correct buses through every quick variant that applies to them, with one seed after the other. What
 * must have the process to itself takes long, so that comes with the first seed only.
 */
function planClean(
  { cleanRuns }: Scope,
  stock: Stock,
  firstSeed: number,
): readonly PlannedSelftestRun[] {
  const runs: PlannedSelftestRun[] = [];
  for (let seed = firstSeed; runs.length < cleanRuns && seed < firstSeed + cleanRuns; seed++) {
    for (const { bus, ...found } of applicableVariants(stock)) {
      if (runs.length === cleanRuns) break;
      const { scenario, variant } = found;
      if (variant.exclusive && seed > firstSeed) continue;
      const run = `${scenario.name}/${variant.name}`;
      runs.push({ bus, run, variant: found, seed, recoveryLimitMs: cleanLimitMs });
    }
  }
  return runs;
}

function applicableVariants({ correct, scenarios }: Stock) {
  return quickVariants(scenarios).flatMap(({ scenario, variant }) =>
    correct
      .filter(({ guarantees }) => {
        const claims = withDefaults(guarantees);
        const reason = scenario.notApplicable?.(claims) ?? variant.notApplicable?.(claims);
        return reason === undefined;
      })
      .map((bus) => ({ bus, scenario, variant })),
  );
}

function findBus({ planted, vacuous }: Stock, wanted: string): BusModule {
  const bus = [...planted, ...vacuous].find(({ name }) => name === wanted);
  if (bus) return bus;
  throw new HarnessError(`the selftest expects something of ${wanted}, which is not in the zoo`);
}

/** @returns `undefined` for an exploration. */
function findVariant({ scenarios }: Stock, run: string): PlannedSelftestRun["variant"] {
  if (scenarioOf({ run }) === explorationName) return undefined;
  const scenario = scenarios.find(({ name }) => name === scenarioOf({ run }));
  const variant = scenario?.variants.find(({ name }) => run === `${scenario.name}/${name}`);
  if (scenario && variant) return { scenario, variant };
  throw new HarnessError(`the selftest expects something of ${run}, which does not exist`);
}
