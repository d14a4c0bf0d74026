import { judgeRun } from "../run/judge-run.ts";
import { historyFileOf } from "../run/run-folder.ts";
import { changedHistories } from "../run/strays/late-errors.ts";
import type { ExploredPoint } from "./exploration.ts";
import { titleOfPoint, type ExplorationContext } from "./run-point.ts";

/**
 * Judges those points again whose bus failed after their run had ended. The history of a point that passed
 * was deleted. Then it holds the error alone, and the point fails.
 */
export function judgeLatePoints(
  points: readonly ExploredPoint[],
  { request }: Pick<ExplorationContext, "request">,
): readonly ExploredPoint[] {
  const changed = changedHistories();
  if (changed.size === 0) return points;
  return points.map((point) => {
    if (point.outcome === "skipped") return point;
    const title = titleOfPoint(request, point.faults, 1);
    const file = historyFileOf(request.run.folder(title));
    if (!changed.has(file)) return point;
    const judged = judgeRun(file);
    const record = { ...(point.record ?? judged), title, judgement: judged.judgement };
    const { verdict } = judged.judgement;
    return { ...point, record, outcome: verdict === "fail" ? verdict : point.outcome };
  });
}
