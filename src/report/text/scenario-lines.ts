import { counted, countText, durationText, listed } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";
import type { ThingToRepair } from "../model/things-to-repair.ts";
import { allowedText, figureCells, figureSentence } from "./figure-cells.ts";
import { verdictColours, type Paint } from "./paint.ts";
import { oneLine } from "./plain-text.ts";
import { isPassedSelfCheck, isRepeated, resultName, selfCheckTexts } from "./result-text.ts";
import { alignColumns } from "./table.ts";
import { verdictMark } from "./verdict-mark.ts";

/** All runs of one scenario on one bus. */
interface ScenarioRuns {
  readonly name: string;
  readonly judged: readonly Result[];
  readonly notApplicable: readonly Result[];
}

/**
 * Returns a line for each scenario, and below it a line for each run that did not pass. A run that bus-chaos makes to
 * test itself has a section of its own: see `selfCheckLines`.
 */
export function scenarioLines(
  results: readonly Result[],
  things: readonly ThingToRepair[],
  paint: Paint,
): string[] {
  const scenarios = groupByScenario(results.filter((result) => !isPassedSelfCheck(result)));
  const headings = alignColumns(scenarios.map(scenarioCells));
  const named = scenarios.flatMap(({ judged }) => judged.filter(isUnfavourable));
  const repeated = isRepeated(results);
  const runLines = alignColumns(named.map((result) => runCells(result, things, repeated)));
  return scenarios.flatMap((scenario, at) => [
    paint(verdictColours[verdictOf(scenario)], headings[at] ?? ""),
    ...scenario.judged
      .filter(isUnfavourable)
      .map((result) =>
        paint(verdictColours[result.verdict], `    ${runLines[named.indexOf(result)]}`),
      ),
    ...notApplicableLines(scenario).map((line) => paint("dim", line)),
    ...(scenario.judged.length === 1 && !scenario.judged.some(isUnfavourable)
      ? scenario.judged.map((result) => paint("dim", `    ${figureSentence(result)}`))
      : []),
    ...remarkLines(scenario),
  ]);
}

/** Returns a line for each reason for which variants do not apply. */
function notApplicableLines({ notApplicable }: ScenarioRuns): string[] {
  const reasons = Map.groupBy(notApplicable, ({ summary }) => summary);
  return [...reasons].map(([reason, results]) => {
    const names = [...new Set(results.map(({ variant }) => variant))];
    return `    – ${oneLine(listed(names))}: not applicable, ${oneLine(reason)}`;
  });
}

/** Returns each remark once, with the number of further runs that have one of the same kind. */
function remarkLines({ judged }: ScenarioRuns): string[] {
  const remarks = judged.flatMap(({ remarks: own = [] }) => own);
  const kinds = Map.groupBy(remarks, (remark) => remark.replace(/\d.*/su, ""));
  return [...kinds.values()].map(([first = "", ...others]) => {
    const more = others.length === 0 ? "" : ` (also in ${counted(others.length, "other run")})`;
    return `    ! ${oneLine(first)}${more}`;
  });
}

/** Returns a line for each self-check by which bus-chaos tested itself. */
export function selfCheckLines(results: readonly Result[], paint: Paint): string[] {
  return selfCheckTexts(results).map(({ name, text }) =>
    paint("dim", `✓ ${oneLine(name)}  ${oneLine(text)}`),
  );
}

function groupByScenario(results: readonly Result[]): readonly ScenarioRuns[] {
  const groups = Map.groupBy(results, ({ scenario, bus }) => JSON.stringify([scenario, bus]));
  return [...groups.values()].map((runs) => {
    const [first] = runs;
    const judged = runs.filter(({ verdict }) => verdict !== "not-applicable");
    const one = runs.length === 1 && first ? resultName(first, false) : first?.scenario;
    return {
      name: oneLine(one ?? ""),
      judged,
      notApplicable: runs.filter(({ verdict }) => verdict === "not-applicable"),
    };
  });
}

function verdictOf({ judged }: ScenarioRuns): Result["verdict"] {
  for (const verdict of ["fail", "unknown", "pass"] as const) {
    if (judged.some((result) => result.verdict === verdict)) return verdict;
  }
  return "not-applicable";
}

function isUnfavourable({ verdict }: Result): boolean {
  return verdict === "fail" || verdict === "unknown";
}

/** Returns `✓ partition`, `8 of 8 pass`, `up to 7.5 s`, `0 lost` and the slowest figures. */
function scenarioCells(scenario: ScenarioRuns): string[] {
  const { name, judged } = scenario;
  const start = `${verdictMark(verdictOf(scenario))} ${name}`;
  if (judged.length === 0) return [start, "not applicable"];
  const passed = judged.filter(({ verdict }) => verdict === "pass").length;
  const longestMs = Math.max(...judged.map(({ durationMs }) => durationMs));
  const sum = (count: (result: Result) => number): number =>
    judged.reduce((total, result) => total + count(result), 0);
  const lost = sum(({ counts }) => counts.lost);
  const duplicates = sum(({ counts }) => counts.duplicates);
  return [
    start,
    `${countText(passed)} of ${countText(judged.length)} pass`,
    `up to ${durationText(longestMs)}`,
    `${allowedText(
      lost,
      sum(({ counts }) => counts.lostAllowed),
    )} lost`,
    duplicates === 0
      ? ""
      : `${allowedText(
          duplicates,
          sum(({ counts }) => counts.duplicatesAllowed),
        )} duplicated`,
    slowestText("recovery", judged, recoveryMsOf),
    slowestText("delivery", judged, ({ latency }) => latency?.deliverySlowestMs),
  ].filter((cell, at) => cell !== "" || at !== 4);
}

function recoveryMsOf({ recovery }: Result): number | undefined {
  return recovery === null ? undefined : (recovery.upperMs ?? Infinity);
}

/** Returns `slowest recovery 2.4 s (half-open-subscriber)`. */
function slowestText(
  what: string,
  results: readonly Result[],
  valueOf: (result: Result) => number | undefined,
): string {
  const measured = results.flatMap((result) => {
    const valueMs = valueOf(result);
    return valueMs === undefined ? [] : [{ variant: result.variant, valueMs }];
  });
  const [slowest] = measured.toSorted((left, right) => right.valueMs - left.valueMs);
  if (!slowest) return "";
  const where = results.length > 1 ? ` (${oneLine(slowest.variant)})` : "";
  return `slowest ${what} ${durationText(slowest.valueMs)}${where}`;
}

/** Returns the figures of a run that did not pass, and the numbers of the things to repair that were seen in it. */
function runCells(result: Result, things: readonly ThingToRepair[], repeated: boolean): string[] {
  const numbers = things.flatMap(({ sightings }, at) =>
    sightings.some((sighting) => sighting.result === result) ? [at + 1] : [],
  );
  const variant = oneLine(result.variant);
  return [
    `${verdictMark(result.verdict)} ${repeated ? `${variant} #${result.repetition}` : variant}`,
    ...figureCells(result),
    numbers.length === 0 ? oneLine(result.summary) : `→ ${numbers.join(", ")}`,
  ];
}
