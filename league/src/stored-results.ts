import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { z } from "zod";

import { runReportSchema, type Result } from "../../src/report/model/run-report.ts";

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

/** Which stored runs of a variant remain if it is run again: none, or those with other seeds. */
export type Keep = "none" | "other-seeds";

/**
 * Puts new results beside the stored ones. A variant that was run again replaces its stored runs, or with
 * `other-seeds` only those with the same seed. Results of another version of the library are dropped.
 */
export function mergeResults(
  stored: StoredResults | undefined,
  fresh: StoredResults,
  keep: Keep = "none",
): StoredResults {
  if (!stored || stored.version !== fresh.version) return fresh;
  const name = (result: Result): string =>
    keep === "none" ? variantName(result) : `${variantName(result)} ${result.seed}`;
  const again = new Set(fresh.report.results.map(name));
  const kept = stored.report.results.filter((result) => !again.has(name(result)));
  return { ...fresh, report: { ...fresh.report, results: [...kept, ...fresh.report.results] } };
}

function variantName({ scenario, variant }: Result): string {
  return `${scenario}/${variant}`;
}
