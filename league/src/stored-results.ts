import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { z } from "zod";

import { runReportSchema, type RunReport } from "../../src/report/model/run-report.ts";

const storedSchema = z.object({
  /** The version of the library that was run. */
  version: z.string(),
  report: runReportSchema,
});

/** The newest result of each variant of an adapter, from one command or from several. */
export type StoredResults = z.infer<typeof storedSchema>;

/** Reads the results of an adapter; `undefined` if none are stored. */
export function readResults(file: string): StoredResults | undefined {
  return existsSync(file) ? storedSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

export function writeResults(file: string, results: StoredResults): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results));
}

/**
 * Puts new results beside the stored ones. A variant that was run again replaces its stored runs; results of
 * another version of the library are dropped.
 */
export function mergeResults(
  stored: StoredResults | undefined,
  fresh: StoredResults,
): StoredResults {
  if (!stored || stored.version !== fresh.version) return fresh;
  const again = new Set(fresh.report.results.map(runName));
  const kept = stored.report.results.filter((result) => !again.has(runName(result)));
  return { ...fresh, report: { ...fresh.report, results: [...kept, ...fresh.report.results] } };
}

function runName({ scenario, variant }: RunReport["results"][number]): string {
  return `${scenario}/${variant}`;
}
