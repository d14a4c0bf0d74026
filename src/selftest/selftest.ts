import { judgeSelftest, type SelftestJudgement } from "./judge-selftest.ts";
import type { ObservedRuns } from "./observed-run.ts";
import { planSelftest } from "./plan-selftest.ts";
import { runSelftest, type SelftestSettings } from "./run-selftest.ts";
import { collectGoals, goalsOf, type SelftestGoals, type SelftestMode } from "./selftest-goals.ts";
import { selftestInputs } from "./selftest-inputs.ts";

/** Returns the names that `--only` accepts. */
export function selftestBusNames(): string[] {
  const { plantedBugs, noEvidenceBuses } = selftestInputs;
  return [...plantedBugs, ...noEvidenceBuses].map(({ name }) => name);
}

export interface SelftestRequest extends SelftestSettings {
  readonly mode: SelftestMode;
  readonly only?: string;
  readonly seed: number;
  /** Called before the first run, with the number of runs. */
  readonly onPlanned: (runs: number) => void;
}

/** The result of a selftest, with everything that it is judged by. */
export interface Selftest {
  readonly goals: SelftestGoals;
  readonly plannedRuns: number;
  readonly observed: ObservedRuns;
  /** Whether it ended before all runs were made. */
  readonly interrupted: boolean;
  readonly judgement: SelftestJudgement;
}

/**
 * Runs the buses with planted bugs and the correct buses, and decides whether the harness found each bug
 * and no others. If the signal is aborted, it resolves with the runs that ended.
 */
export async function selftest({
  mode,
  only,
  seed,
  onPlanned,
  ...settings
}: SelftestRequest): Promise<Selftest> {
  const goals = goalsOf(mode, collectGoals(selftestInputs, seed), only);
  const plan = planSelftest(goals, selftestInputs, seed);
  const plannedRuns = plan.planted.length + plan.correct.length;
  onPlanned(plannedRuns);
  const observed = await runSelftest(plan, settings);
  const interrupted = settings.signal.aborted;
  const judgement = judgeSelftest(goals, observed, interrupted);
  return { goals, plannedRuns, observed, interrupted, judgement };
}
