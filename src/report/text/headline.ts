import type { RunReport } from "../model/run-report.ts";
import { explorationHeadline } from "./exploration-map.ts";
import { verdictCounts } from "./result-text.ts";

/** What stands beside the verdict: how far an exploration came, otherwise how many verdicts of each. */
export function headlineText({ exploration, results }: RunReport): string {
  return exploration ? explorationHeadline(exploration) : verdictCounts(results);
}
