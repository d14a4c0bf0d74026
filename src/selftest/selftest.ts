import type { BusModule } from "../bus/contract.ts";
import { pubsubBus } from "../bus/pubsub/pubsub-bus.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import { scenarios } from "../scenarios/index.ts";
import { plantedBuses, vacuousBuses } from "../zoo/index.ts";
import { expectations } from "./expectations.ts";
import { explorationName } from "./explore-publishes.ts";
import { judgeSelftest, type Seen, type SelftestJudgement } from "./judge-selftest.ts";
import { planSelftest, type Stock } from "./plan-selftest.ts";
import { runSelftest, type SelftestGround } from "./run-selftest.ts";
import { scopeOf, type Catalogue, type Scope, type SelftestMode } from "./scope.ts";
import { vacuousExpectations, witnesses } from "./witnesses.ts";

/** The buses and scenarios that selftests are made from. */
export const stock: Stock = {
  planted: plantedBuses,
  vacuous: vacuousBuses,
  correct: [streamsBus, pubsubBus],
  scenarios,
};

/** Everything that a selftest of this project has to show. */
export const catalogue: Catalogue = {
  zoo: plantedBuses.map(nameOf),
  scenarios: [...scenarios.map(nameOf), explorationName],
  expectations,
  vacuous: vacuousExpectations,
  witnesses,
};

/** The buses that `--only` can name. */
export function selftestBusNames(): string[] {
  return [...plantedBuses, ...vacuousBuses].map(nameOf);
}

export interface SelftestRequest extends SelftestGround {
  readonly mode: SelftestMode;
  readonly only?: string;
  readonly seed: number;
  /** Told how many runs there will be, before the first. */
  readonly onPlanned: (runs: number) => void;
}

export interface Selftest {
  readonly scope: Scope;
  readonly plannedRuns: number;
  readonly seen: Seen;
  /** It ended before everything was run. */
  readonly interrupted: boolean;
  readonly judgement: SelftestJudgement;
}

/**
 * Lets the harness find the planted bugs, and says whether it found each of them and nothing else.
 * Once the signal is aborted it resolves with what there is.
 */
export async function selftest({
  mode,
  only,
  seed,
  onPlanned,
  ...ground
}: SelftestRequest): Promise<Selftest> {
  const scope = scopeOf(mode, catalogue, only);
  const plan = planSelftest(scope, stock, seed);
  const plannedRuns = plan.planted.length + plan.clean.length;
  onPlanned(plannedRuns);
  const seen = await runSelftest(plan, ground);
  const interrupted = ground.signal.aborted;
  const judgement = judgeSelftest(scope, seen, interrupted);
  return { scope, plannedRuns, seen, interrupted, judgement };
}

function nameOf({ name }: Pick<BusModule, "name">): string {
  return name;
}
