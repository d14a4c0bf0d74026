import type { WireCommand } from "../history/operations/wire-operations.ts";
import type { CommandAct } from "../link/contract/command-point.ts";
import type { SteadyNames } from "../run/record/steady-names.ts";
import { commandFaultsOf } from "./exploration-fault.ts";
import type { ExplorationPoint } from "./exploration.ts";
import { explorePoints, type PointResults, type PointsOptions } from "./explore-points.ts";
import { faultsAt } from "./faults-at-command.ts";
import { recoveryPath, type RecoveryCommand } from "./recovery-path.ts";
import { deleteRun, historyOf } from "./run-point.ts";

/** Settings for an exploration with depth 2. */
export interface PairsOptions extends PointsOptions {
  /** Commands of a fault-free run. */
  readonly faultFree: readonly WireCommand[];
  readonly names: SteadyNames;
  /** Called with the number of all points, single faults included, once it is known. */
  readonly onPlanned: (points: number) => void;
}

/** Results of single faults and pairs, with the pairs that were left out. */
export interface PairResults extends PointResults {
  readonly pruned: number;
  readonly irreproduciblePairs: number;
}

/** Explores every point alone, and then with a second fault at each command of its recovery. */
export async function explorePairs(
  firsts: readonly ExplorationPoint[],
  options: PairsOptions,
): Promise<PairResults> {
  const { context, faultFree, names, onPlanned } = options;
  const { handshakes, secondActs } = context.request;
  const paths = new Map<ExplorationPoint, readonly RecoveryCommand[]>();
  const alone = await explorePoints(firsts, {
    ...options,
    onRun(faults, run) {
      const [first] = commandFaultsOf(faults);
      if (!first) return;
      const path = { fault: first, faultFree, names, handshakes };
      paths.set(faults, recoveryPath(historyOf(run), path));
    },
  });
  if ("error" in alone) return { ...alone, pruned: 0, irreproduciblePairs: 0 };
  const { pairs, pruned } = planPairs(firsts, paths, secondActs);
  onPlanned(firsts.length + pairs.length);
  const { points, ...failure } = await explorePoints(pairs, options);
  // The commands of a recovery come from a single run, so a timer may have sent some of them.
  const { reached = [], unreached = [] } = Object.groupBy(points, ({ outcome }) =>
    outcome === "unreached" ? outcome : "reached",
  );
  for (const { record } of unreached) if (record) deleteRun(record);
  const left = { pruned, irreproduciblePairs: unreached.length };
  return { points: [...alone.points, ...reached], ...left, ...failure };
}

/**
 * Plans the second faults. If two recoveries have the same commands left, only the first is explored.
 *
 * For example, two cuts at different publishes are both followed by `XRANGE, XADD`. Second faults at these
 * commands test the same recovery, so only those after the first cut are planned.
 */
export function planPairs(
  firsts: readonly ExplorationPoint[],
  paths: ReadonlyMap<ExplorationPoint, readonly RecoveryCommand[]>,
  acts: readonly CommandAct[],
): { readonly pairs: readonly ExplorationPoint[]; readonly pruned: number } {
  const seen = new Set<string>();
  const pairs: ExplorationPoint[] = [];
  let pruned = 0;
  for (const first of firsts) {
    for (const { remaining, ...traced } of paths.get(first) ?? []) {
      const own = faultsAt(traced, acts).map((second) => [...first, second]);
      if (seen.has(remaining)) pruned += own.length;
      else pairs.push(...own);
      seen.add(remaining);
    }
  }
  return { pairs, pruned };
}
