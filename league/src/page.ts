import type { RunReport } from "../../src/report/model/run-report.ts";
import { scenarios } from "../../src/scenarios/index.ts";
import type { ComparedRun } from "./compare.ts";
import type { Expectation, LeagueEntry } from "./entry.ts";
import { expectedText, lossText, passedText, recoveryText, verdictText } from "./page-cells.ts";
import { standingsOf, type Standing } from "./standings.ts";
import { bisectionLines, type StoredBisection } from "./stored-bisections.ts";

/** A library with the runs that the league made on it. */
export interface LeagueResult {
  readonly entry: LeagueEntry;
  /** The version of the library. */
  readonly version: string;
  /** The report of the newest command that ran this adapter. */
  readonly report: Pick<RunReport, "startedAt" | "environment">;
  readonly runs: readonly ComparedRun[];
}

/** Returns docs/league.md: the expected verdicts with their reasons, and a table for each variant. */
export function leaguePage(
  results: readonly LeagueResult[],
  bisections: readonly StoredBisection[] = [],
): string {
  return [
    "# League",
    "",
    "This page shows how bus-chaos judges message libraries that people use, and why. The folder `league/` has an",
    "adapter for each library, and its README says how to run them. `npm run league` writes this page.",
    "",
    ...outcome(results),
    ...libraryTable(results),
    "## Expected verdicts",
    "",
    "A library must pass each run that is not listed here. The reason of each failure is in the code of the library.",
    "",
    ...results.flatMap(expectedVerdicts),
    ...bisectionLines(bisections),
    "## Results",
    "",
    ...legend,
    "",
    ...scenarios.flatMap(({ name }) => scenarioTables(name, results)),
  ].join("\n");
}

const legend = [
  "- **expected**: `pass`, `fail`, or `pass or fail` if the outcome depends on the moment of the fault.",
  "- **passed**: the runs that passed, out of all runs. Each has a seed of its own. If a run deviates from the expected",
  "  verdict, the cell stands in bold letters, and the list above says why.",
  "- **failed by**: the findings that failed runs.",
  "- **lost**: messages that the library had to deliver and did not: in the median run, in the worst run in brackets, and",
  "  the number of runs with any loss.",
  "- **allowed loss**: the same for messages that it may lose: with Pub/Sub while it is disconnected, or in a self-check,",
  "  in which Redis comes back empty.",
  "- **recovery**: the time from the heal until everything works again: in the median run, and in the worst in brackets.",
];

/** Returns the sentence that counts all runs, and the list of those that deviate. */
function outcome(results: readonly LeagueResult[]): string[] {
  const runs = results.flatMap((each) => each.runs);
  const applicable = runs.filter(({ result }) => result.verdict !== "not-applicable");
  const expected = applicable.filter((each) => each.outcome === "as-expected").length;
  const count = (kind: ComparedRun["outcome"]): number =>
    applicable.filter((each) => each.outcome === kind).length;
  const others = `${count("false-alarm")} false alarms, ${count("miss")} misses, ${count("unknown")} unknown`;
  const counted = `${expected} of ${applicable.length} runs have the expected verdict: ${others}.`;
  const deviations = results.flatMap(({ entry, runs: own }) =>
    own.filter((each) => each.outcome !== "as-expected").map((each) => deviation(entry, each)),
  );
  if (deviations.length === 0) return [counted, ""];
  return [`${counted} These deviate:`, "", ...deviations, ""];
}

function deviation({ name }: LeagueEntry, each: ComparedRun): string {
  const { run, result, outcome: kind, surprises, expectation } = each;
  const details = {
    "as-expected": "",
    "false-alarm": surprises.join("; "),
    miss: `it must fail, because ${expectation?.because}`,
    unknown: result.summary,
  }[kind];
  return `- **${kind.replace("-", " ")}**: ${name}, \`${run}\`, seed ${result.seed}: ${details}`;
}

function libraryTable(results: readonly LeagueResult[]): string[] {
  return [
    "| adapter | library | version | settings | claims | passed |",
    "| --- | --- | --- | --- | --- | --- |",
    ...results.map(({ entry, version, runs }) =>
      row([
        entry.name,
        entry.library,
        version,
        entry.settings ?? "defaults",
        runs[0]?.result.guarantees.delivery ?? "",
        passedText(runs),
      ]),
    ),
    "",
    ...environments(results),
    "",
  ];
}

/** Returns a sentence for each day and each kind of machine; usually there is one. */
function environments(results: readonly LeagueResult[]): string[] {
  const sentences = results.map(({ report: { startedAt, environment } }) => {
    const day = startedAt.slice(0, 10);
    const { redisVersion, nodeVersion, platform, cpus, link } = environment;
    const redis = redisVersion === null ? "Redis" : `Redis ${redisVersion}`;
    return `Run on ${day} with ${redis} and Node ${nodeVersion} on ${platform} with ${cpus} cores, link \`${link}\`.`;
  });
  return [...new Set(sentences)];
}

function expectedVerdicts({ entry }: LeagueResult): string[] {
  const { name, expected, load, skipped } = entry;
  const lines = expected.map(expectedVerdict);
  if (expected.length === 0) lines.push("- Passes every run.");
  if (load) {
    lines.push(
      `- Gets ${load.messagesPerSecond} messages a second in ${codes(load.scenarios)}: ${load.because}.`,
    );
  }
  if (skipped) lines.push(`- Does not run ${codes(skipped.scenarios)}: ${skipped.because}.`);
  return [`### ${name}`, "", ...lines, ""];
}

function expectedVerdict({ runs, verdict, kinds, because }: Expectation): string {
  const outcomes = verdict === "fail" ? "Fails" : "Passes or fails";
  return `- ${outcomes} ${codes(runs)} (${kinds.join(", ")}): ${because}.`;
}

function scenarioTables(scenario: string, results: readonly LeagueResult[]): string[] {
  const rows = results.map(({ entry, runs }) => ({
    entry,
    standings: standingsOf(runs.filter(({ result }) => result.scenario === scenario)),
  }));
  const found = new Set(rows.flatMap(({ standings }) => standings.map(({ run }) => run)));
  const names = scenarios.find(({ name }) => name === scenario)?.variants ?? [];
  const variants = names.map(({ name }) => `${scenario}/${name}`).filter((run) => found.has(run));
  return variants.flatMap((variant) => [
    `### ${variant}`,
    "",
    "| adapter | expected | passed | failed by | lost | allowed loss | recovery |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.flatMap(({ entry, standings }) => {
      const standing = standings.find(({ run }) => run === variant);
      return standing?.applicable ? [standingRow(entry, standing)] : [];
    }),
    ...notApplicable(variant, rows),
    "",
  ]);
}

function standingRow(entry: LeagueEntry, standing: Standing): string {
  return row([
    entry.name,
    expectedText(standing),
    verdictText(standing),
    standing.kinds.join(", "),
    lossText(standing.lost),
    lossText(standing.lostAllowed),
    recoveryText(standing.recoveryMs),
  ]);
}

type Rows = readonly { readonly entry: LeagueEntry; readonly standings: readonly Standing[] }[];

function notApplicable(variant: string, rows: Rows): string[] {
  const names = rows
    .filter(({ standings }) =>
      standings.some(({ run, applicable }) => run === variant && !applicable),
    )
    .map(({ entry }) => entry.name);
  return names.length === 0 ? [] : ["", `Not applicable: ${names.join(", ")}.`];
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
