import { isHandlerFault } from "../../explore/exploration-fault.ts";
import type { Exploration, ExploredPoint } from "../../explore/exploration.ts";
import { formatToken } from "../../explore/token.ts";
import { actText } from "../../faults/command/command-acts.ts";
import { pointText } from "../../link/contract/command-point.ts";
import type { RunRecord } from "../../run/run-record.ts";
import type { ExplorationReport, ExplorationRow } from "./exploration-schema.ts";

/** Builds the part of a report that only an exploration has. */
export function buildExploration(exploration: Exploration): ExplorationReport {
  const { depth, points, unsteady, irreproduciblePairs, pruned, durationMs } = exploration;
  const countOf = (wanted: ExploredPoint["outcome"]): number =>
    points.filter(({ outcome }) => outcome === wanted).length;
  const [unreached, skipped] = [countOf("unreached"), countOf("skipped")];
  const explored = points.length - unreached - skipped;
  return {
    depth,
    explored,
    total: points.length,
    failed: countOf("fail"),
    unknown: countOf("unknown"),
    unreached,
    skipped,
    irreproducible: unsteady.reduce((sum, { count }) => sum + count, 0),
    unsteady: unsteady.map(({ command, count, treatment, reason }) => ({
      command,
      count,
      treatment,
      reason,
    })),
    irreproduciblePairs,
    pruned,
    pointsPerSecond: durationMs === 0 ? 0 : rounded((explored / durationMs) * 1000),
    durationMs,
    rows: rowsOf(points),
  };
}

/** Returns the fault-free run, and a run of every point that did not pass. */
export function explorationRecords({ faultFree, points }: Exploration): RunRecord[] {
  const found = points.flatMap(({ record }) => record ?? []);
  return faultFree ? [faultFree, ...found] : found;
}

function rowsOf(points: readonly ExploredPoint[]): ExplorationRow[] {
  const rows = new Map<string, ExplorationRow>();
  for (const { faults, outcome } of points) {
    const last = faults.at(-1);
    if (!last) continue;
    const [place, column] = isHandlerFault(last)
      ? [`handler of ${last.message.replace("/", " #")}`, "in-handler/throw"]
      : [pointText(last.point), `${last.position}/${actText(last.act)}`];
    const point = [...faults.slice(0, -1).map((each) => formatToken([each])), place];
    const name = point.join(" then ");
    const row = rows.get(name) ?? { point: name, cells: {} };
    row.cells[column] = outcome;
    rows.set(name, row);
  }
  return [...rows.values()];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
