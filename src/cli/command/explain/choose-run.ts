import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { runReportSchema, type Result } from "../../../report/model/run-report.ts";
import { upgradeReport } from "../../../report/model/upgrade-report.ts";

/** The run of several that a user most probably means, and its verdict if there is a report. */
export interface ChosenRun {
  readonly folder: string;
  readonly verdict: Result["verdict"] | undefined;
}

/**
 * Chooses one of the runs of a command that have a message with this key: one with a finding about the message, or
 * else one that did not pass, or else the first.
 */
export function chooseRun(folders: readonly [string, ...string[]], key: string): ChosenRun {
  const results = new Map(
    resultsIn(dirname(folders[0])).map((result) => [basename(result.directory ?? ""), result]),
  );
  const runs = folders.map((folder) => ({ folder, result: results.get(basename(folder)) }));
  const chosen =
    runs.find(({ result }) => result && isBad(result) && names(result, key)) ??
    runs.find(({ result }) => result?.verdict === "fail") ??
    runs.find(({ result }) => result && isBad(result)) ??
    runs[0];
  return { folder: chosen?.folder ?? folders[0], verdict: chosen?.result?.verdict };
}

function isBad({ verdict }: Result): boolean {
  return verdict === "fail" || verdict === "unknown";
}

function names({ findings }: Result, key: string): boolean {
  return findings.some(({ verdict, messages }) => verdict !== "pass" && messages.includes(key));
}

/** A folder without a report that can be read has runs nevertheless. */
function resultsIn(command: string): readonly Result[] {
  try {
    const text = readFileSync(join(command, "report.json"), "utf8");
    const parsed = runReportSchema.safeParse(upgradeReport(JSON.parse(text)));
    return parsed.success ? parsed.data.results : [];
  } catch {
    return [];
  }
}
