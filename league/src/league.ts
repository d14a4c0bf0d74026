import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { exitCodes } from "../../src/errors.ts";
import { scenarios } from "../../src/scenarios/index.ts";
import { compareRuns, type ComparedRun } from "./compare.ts";
import { entries } from "./entries.ts";
import { matches, type LeagueEntry } from "./entry.ts";
import { installedVersion, isLeagueInstalled, notInstalled } from "./installed-version.ts";
import { judgeAgain } from "./judge-again.ts";
import type { LeagueResult } from "./page.ts";
import { runAdapter } from "./run-adapter.ts";
import { bisectionsFolder, readBisections } from "./stored-bisections.ts";
import { mergeResults, readResults, writeResults, type StoredResults } from "./stored-results.ts";
import { writePage } from "./write-page.ts";

const help = `Runs bus-chaos on the libraries of the league, and compares each verdict with the expected one.

  npm run league -- [options]

  --only NAME       an adapter, such as bullmq-queue or 'bullmq-*'; may be repeated
  --scenario NAME   a scenario; may be repeated; by default all but those that the entry skips
  --variant NAME    a variant; may be repeated; the quick ones by default
  --repeat N        runs of each variant, each with a seed of its own; 1 by default
  --seed N          the first seed; 1 by default
  --add             keep the stored runs of a variant that have other seeds; by default a new run replaces them
  --out FOLDER      the folder for the reports, and for the newest result of each variant; reports/league by default
  --page FILE       write the tables to this file, from all results in that folder
  --from-reports    compare the stored results and run nothing
  --judge-again     judge the stored runs again, compare them and run nothing
  --list            print the names of the adapters

Exit code: 0 as expected, 1 a false alarm or a miss, 2 only unknown verdicts beside the expected ones, 64 wrong
usage, 69 the libraries are not installed.
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: ["*"] },
    scenario: { type: "string", multiple: true, default: [] },
    variant: { type: "string", multiple: true, default: [] },
    repeat: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    add: { type: "boolean", default: false },
    out: { type: "string", default: join(import.meta.dirname, "../../reports/league") },
    page: { type: "string" },
    "from-reports": { type: "boolean", default: false },
    "judge-again": { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(help);
else if (values.list) process.stdout.write(`${entries.map(({ name }) => name).join("\n")}\n`);
else await main();

async function main(): Promise<void> {
  const chosen = entries.filter(({ name }) =>
    values.only.some((pattern) => matches(pattern, name)),
  );
  if (chosen.length === 0) {
    process.stderr.write(
      `no adapter is called ${values.only.join(", ")}; --list prints the names\n`,
    );
    process.exitCode = exitCodes.usage;
    return;
  }
  const isStored = values["from-reports"] || values["judge-again"];
  if (!isStored && !isLeagueInstalled()) {
    process.stderr.write(`${notInstalled}\n`);
    process.exitCode = exitCodes.environment;
    return;
  }
  const runs: ComparedRun[] = [];
  for (const entry of chosen) {
    const results = await (isStored ? storedResultsOf(entry) : play(entry));
    if (!results) continue;
    const compared = compareRuns(entry, results.report.results);
    process.stdout.write(`${standingText(entry, compared)}\n`);
    runs.push(...compared);
  }
  if (values.page !== undefined) {
    writePage(resolve(values.page), storedResults(), readBisections(bisectionsFolder(values.out)));
  }
  process.exitCode = exitCode(runs);
}

/** Reads the results of an adapter, and judges its runs again if the user wants that. */
async function storedResultsOf(entry: LeagueEntry): Promise<StoredResults | undefined> {
  const stored = readResults(fileOf(entry));
  if (!stored || !values["judge-again"]) return stored;
  const judged = await judgeAgain(stored);
  writeResults(fileOf(entry), judged);
  return judged;
}

/** Runs an adapter, and stores the results of each scenario as soon as it has ended. */
async function play(entry: LeagueEntry): Promise<StoredResults | undefined> {
  const adapter = join(import.meta.dirname, `../adapters/${entry.name}.ts`);
  if (!existsSync(adapter)) throw new Error(`there is no adapter ${adapter}`);
  const version = installedVersion(entry.library);
  let played: StoredResults | undefined;
  for (const scenario of chosenScenarios(entry)) {
    process.stderr.write(`\n== ${entry.name}, ${scenario}\n`);
    const report = await runAdapter({
      adapter,
      scenario,
      variants: values.variant,
      load: entry.load,
      repeat: Number(values.repeat),
      seed: Number(values.seed),
      out: join(values.out, entry.name),
    });
    const fresh = { version, report };
    const keep = values.add ? "other-seeds" : "none";
    writeResults(fileOf(entry), mergeResults(readResults(fileOf(entry)), fresh, keep));
    played = mergeResults(played, fresh);
  }
  return played;
}

function chosenScenarios({ skipped }: LeagueEntry): readonly string[] {
  if (values.scenario.length > 0) return values.scenario;
  return scenarios.map(({ name }) => name).filter((name) => !skipped?.scenarios.includes(name));
}

function storedResults(): LeagueResult[] {
  return entries.flatMap((entry) => {
    const stored = readResults(fileOf(entry));
    if (!stored) return [];
    const { version, report } = stored;
    return [{ entry, version, report, runs: compareRuns(entry, report.results) }];
  });
}

function fileOf({ name }: LeagueEntry): string {
  return join(values.out, `${name}.json`);
}

function standingText({ name }: LeagueEntry, runs: readonly ComparedRun[]): string {
  const count = (outcome: ComparedRun["outcome"]): number =>
    runs.filter((each) => each.outcome === outcome).length;
  const lines = runs.flatMap(({ run, result, expectation, outcome, surprises }) => {
    if (outcome === "as-expected") return [];
    const details = {
      "false-alarm": surprises.join("; "),
      miss: `must fail: ${expectation?.because}`,
      unknown: result.summary,
    };
    return [`  ${outcome}  ${run} seed ${result.seed}: ${details[outcome]}`];
  });
  const counts = `${count("as-expected")} as expected, ${count("false-alarm")} false alarms, ${count("miss")} misses, ${count("unknown")} unknown`;
  return [`${name}: ${counts}`, ...lines].join("\n");
}

function exitCode(runs: readonly ComparedRun[]): number {
  if (runs.some(({ outcome }) => outcome === "false-alarm" || outcome === "miss")) return 1;
  return runs.some(({ outcome }) => outcome === "unknown") ? 2 : 0;
}
