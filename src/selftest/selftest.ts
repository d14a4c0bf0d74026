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
  readonly seen: Seen;
  readonly judgement: SelftestJudgement;
}

/** Lets the harness find the planted bugs, and says whether it found each of them and nothing else. */
export async function selftest({
  mode,
  only,
  seed,
  onPlanned,
  ...ground
}: SelftestRequest): Promise<Selftest> {
  const scope = scopeOf(mode, catalogue, only);
  const plan = planSelftest(scope, stock, seed);
  onPlanned(plan.planted.length + plan.clean.length);
  const seen = await runSelftest(plan, ground);
  return { scope, seen, judgement: judgeSelftest(scope, seen) };
}

function nameOf({ name }: Pick<BusModule, "name">): string {
  return name;
}
