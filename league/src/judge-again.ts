import { join } from "node:path";

import { hasHistory } from "../../src/history/history-file.ts";
import type { Result } from "../../src/report/model/run-report.ts";
import { busChaos } from "./bus-chaos.ts";
import type { StoredResults } from "./stored-results.ts";

/** Judges the stored runs of an adapter again. A run whose history is not there any more keeps its result. */
export async function judgeAgain(stored: StoredResults): Promise<StoredResults> {
  const results: Result[] = [];
  for (const result of stored.report.results) results.push(await judgedAgain(result));
  return { ...stored, report: { ...stored.report, results } };
}

async function judgedAgain(result: Result): Promise<Result> {
  const { directory, durationMs } = result;
  if (directory === null || !hasHistory(join(directory, "history.jsonl"))) return result;
  const { results } = await busChaos(["check", directory]);
  const [again = result] = results;
  return { ...again, durationMs };
}
