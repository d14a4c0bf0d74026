import type { RunReport } from "../model/run-report.ts";
import { explorationHeadline } from "./exploration-map.ts";
import { verdictCounts } from "./result-text.ts";

/** Returns the text after the verdict: the progress of an exploration, or the counts of verdicts. */
export function headlineText({ exploration, results }: RunReport): string {
  return exploration ? explorationHeadline(exploration) : verdictCounts(results);
}
