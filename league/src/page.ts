import type { RunReport } from "../../src/report/model/run-report.ts";
import type { ComparedRun } from "./compare.ts";
import type { Expectation, LeagueEntry } from "./entry.ts";
import { standingsOf, type Standing } from "./standings.ts";

/** A library with the runs that the league made on it. */
export interface LeagueResult {
  readonly entry: LeagueEntry;
  /** The version of the library. */
  readonly version: string;
  /** The report of the newest command that ran this adapter. */
  readonly report: Pick<RunReport, "startedAt" | "environment">;
  readonly runs: readonly ComparedRun[];
}

/** Returns docs/league.md: a table for each scenario, and the reasons of all verdicts that are no pass. */
export function leaguePage(results: readonly LeagueResult[]): string {
  const scenarios = new Set(
    results.flatMap(({ runs }) => runs.map(({ result }) => result.scenario)),
  );
  return [
    "# League",
    "",
    "This page shows how bus-chaos judges message libraries that people use, and why. The folder `league/` has an",
    "adapter for each library, and its README says how to run them. `npm run league` writes this page.",
    "",
    ...libraryTable(results),
    "A cell has the runs that passed, of all runs with different seeds; the findings of the runs that failed; the",
    "messages lost, as median and worst, with the number of runs with a loss; and the recovery, as median and worst.",
    "A loss in a passing run is one that the guarantees of the library allow, such as a Pub/Sub message during an outage.",
    "",
    ...[...scenarios].flatMap((scenario) => scenarioTable(scenario, results)),
    "## Reasons",
    "",
    ...results.flatMap(reasons),
  ].join("\n");
}

function libraryTable(results: readonly LeagueResult[]): string[] {
  return [
    "| adapter | library | version | settings | claims | date |",
    "| --- | --- | --- | --- | --- | --- |",
    ...results.map(({ entry, version, report, runs }) =>
      row([
        entry.name,
        entry.library,
        version,
        entry.settings ?? "defaults",
        runs[0]?.result.guarantees.delivery ?? "",
        report.startedAt.slice(0, 10),
      ]),
    ),
    "",
    ...environments(results),
    "",
  ];
}

/** Returns a sentence for each kind of machine that made a run; usually there is one. */
function environments(results: readonly LeagueResult[]): string[] {
  const sentences = results.map(({ report: { environment } }) => {
    const { redisVersion, nodeVersion, platform, cpus, link } = environment;
    const redis = redisVersion === null ? "Redis" : `Redis ${redisVersion}`;
    return `Run with ${redis} and Node ${nodeVersion} on ${platform} with ${cpus} cores, link \`${link}\`.`;
  });
  return [...new Set(sentences)];
}

function scenarioTable(scenario: string, results: readonly LeagueResult[]): string[] {
  const standings = results.map(({ entry, runs }) => ({
    name: entry.name,
    standings: standingsOf(runs.filter(({ result }) => result.scenario === scenario)),
  }));
  const variants = [...new Set(standings.flatMap((each) => each.standings.map(({ run }) => run)))];
  return [
    `## ${scenario}`,
    "",
    ...variants.flatMap((variant) => [
      `### ${variant}`,
      "",
      "| adapter | passed | failed by | lost | runs with a loss | recovery |",
      "| --- | --- | --- | --- | --- | --- |",
      ...standings.flatMap(({ name, standings: all }) => {
        const found = all.find(({ run }) => run === variant);
        return found ? [standingRow(name, found)] : [];
      }),
      "",
    ]),
  ];
}

function standingRow(name: string, standing: Standing): string {
  if (!standing.applicable) return row([name, "not applicable", "", "", "", ""]);
  const { repeats, failed, unknown, kinds, lossy, medianLost, worstLost } = standing;
  const passed = repeats - failed - unknown;
  return row([
    name,
    `${passed} of ${repeats}${unknown > 0 ? `, ${unknown} unknown` : ""}`,
    kinds.join(", "),
    worstLost === medianLost ? String(worstLost) : `${medianLost}, worst ${worstLost}`,
    String(lossy),
    recoveryText(standing),
  ]);
}

function recoveryText({ medianRecoveryMs, worstRecoveryMs }: Standing): string {
  if (medianRecoveryMs === undefined || worstRecoveryMs === undefined) return "";
  const text = (ms: number): string =>
    ms === Infinity ? "never" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  const [middle, worst] = [text(medianRecoveryMs), text(worstRecoveryMs)];
  return middle === worst ? middle : `${middle}, worst ${worst}`;
}

function reasons({ entry }: LeagueResult): string[] {
  if (entry.expected.length === 0) return [];
  return [`**${entry.name}**`, "", ...entry.expected.map(reason), ""];
}

function reason({ runs, verdict, kinds, because }: Expectation): string {
  const names = runs.map((name) => `\`${name}\``).join(", ");
  const outcome = verdict === "fail" ? "fails" : "fails in some runs";
  return `- ${names} ${outcome} (${kinds.join(", ")}): ${because}.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
