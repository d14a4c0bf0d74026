import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { UsageError } from "../../errors.ts";
import { hasHistory } from "../../history/history-file.ts";

const historyFile = "history.jsonl";
const reportFile = "report.json";

/**
 * Returns the histories at a path: the file itself, the history in the folder of a run, or the histories
 * of all runs in the folder of a command.
 *
 * @throws UsageError if the path has no history.
 */
export function findHistories(path: string): string[] {
  requirePath(path);
  if (!statSync(path).isDirectory()) return [path];
  const own = join(path, historyFile);
  const found = hasHistory(own) ? [own] : historiesIn(path);
  if (found.length > 0) return found;
  throw new UsageError(`there is no ${historyFile} in ${path}`, { hint: whereToLook });
}

function historiesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name, historyFile))
    .filter(hasHistory)
    .toSorted(byNumbers.compare);
}

/**
 * Returns the `report.json` at the path, in it, or in the folder around it.
 *
 * @throws UsageError if there is no such file.
 */
export function findReport(path: string): string {
  requirePath(path);
  const candidates = statSync(path).isDirectory()
    ? [join(path, reportFile), join(dirname(path), reportFile)]
    : [path];
  const found = candidates.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new UsageError(`there is no ${reportFile} in ${path}`, { hint: whereToLook });
}

const byNumbers = new Intl.Collator("en", { numeric: true });
const whereToLook = "Name the folder of a run, such as reports/latest.";

function requirePath(path: string): void {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}`, { hint: whereToLook });
}
