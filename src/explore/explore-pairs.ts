import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandAct } from "../link/contract/command-point.ts";
import type { ExplorationPoint } from "./exploration.ts";
import { explorePoints, type PointResults, type PointsOptions } from "./explore-points.ts";
import { faultsAt } from "./faults-at-command.ts";
import { recoveryPath, type RecoveryCommand } from "./recovery-path.ts";
import { deleteRun, historyOf } from "./run-point.ts";

export interface PairsOptions extends PointsOptions {
  /** The commands of a run without any fault. */
  readonly faultFree: readonly WireCommand[];
  /** Told how many points there are in all, once that is known. */
  readonly onPlanned: (points: number) => void;
}

export interface PairResults extends PointResults {
  readonly pruned: number;
  readonly irreproduciblePairs: number;
}

/** Every point alone, and then again with a second fault at each command of its recovery. */
export async function explorePairs(
  firsts: readonly ExplorationPoint[],
  options: PairsOptions,
): Promise<PairResults> {
  const { context, faultFree, onPlanned } = options;
  const { handshakes, secondActs } = context.request;
  const paths = new Map<ExplorationPoint, readonly RecoveryCommand[]>();
  const alone = await explorePoints(firsts, {
    ...options,
    onRun(faults, run) {
      const [first] = faults;
      if (!first) return;
      const path = { fault: first, faultFree, handshakes };
      paths.set(faults, recoveryPath(historyOf(run), path));
    },
  });
  if ("error" in alone) return { ...alone, pruned: 0, irreproduciblePairs: 0 };
  const { pairs, pruned } = planPairs(firsts, paths, secondActs);
  onPlanned(firsts.length + pairs.length);
  const { points, ...failure } = await explorePoints(pairs, options);
  // The second points come from a single run, so that some of them are the work of timers.
  const { reached = [], unreached = [] } = Object.groupBy(points, ({ outcome }) =>
    outcome === "unreached" ? outcome : "reached",
  );
  for (const { record } of unreached) if (record) deleteRun(record);
  const left = { pruned, irreproduciblePairs: unreached.length };
  return { points: [...alone.points, ...reached], ...left, ...failure };
}

/** Where the same was left to do, the first one stands for all. */
export function planPairs(
  firsts: readonly ExplorationPoint[],
  paths: ReadonlyMap<ExplorationPoint, readonly RecoveryCommand[]>,
  acts: readonly CommandAct[],
): { readonly pairs: readonly ExplorationPoint[]; readonly pruned: number } {
  const seen = new Set<string>();
  const pairs: ExplorationPoint[] = [];
  let pruned = 0;
  for (const first of firsts) {
    for (const { rest, ...traced } of paths.get(first) ?? []) {
      const own = faultsAt(traced, acts).map((second) => [...first, second]);
      if (seen.has(rest)) pruned += own.length;
      else pairs.push(...own);
      seen.add(rest);
    }
  }
  return { pairs, pruned };
}
