import { scenarioOf } from "./expectation.ts";
import type { ObservedRun } from "./observed-run.ts";

/** Findings of each scenario on each bus: one row for a bus, one cell for a scenario. */
export interface DetectionTable {
  readonly scenarios: readonly string[];
  readonly rows: readonly DetectionRow[];
}

interface DetectionRow {
  readonly bus: string;
  /**
   * In the order of the scenarios: the kinds of the findings that fail, such as `lost, not-recovered`, or
   * one of the signs below.
   */
  readonly cells: readonly string[];
}

/** The scenario did not run on this bus, or does not apply to it. */
const notRun = "";
/** The scenario ran and had no finding that fails. */
const noFinding = "·";
/** The verdict of a run was `unknown`. */
const noEvidence = "?";

/** Builds the rows in the order of `buses`. Runs of other buses are left out. */
export function buildDetectionTable(
  buses: readonly string[],
  scenarios: readonly string[],
  runs: readonly ObservedRun[],
): DetectionTable {
  const cell = (bus: string, scenario: string): string =>
    cellOf(runs.filter((each) => each.bus === bus && scenarioOf(each) === scenario));
  return {
    scenarios,
    rows: buses.map((bus) => ({ bus, cells: scenarios.map((scenario) => cell(bus, scenario)) })),
  };
}

/** Merges the findings of all variants of one scenario. */
function cellOf(runs: readonly ObservedRun[]): string {
  const kinds = new Set(runs.flatMap((each) => each.kinds));
  if (kinds.size > 0) return [...kinds].toSorted().join(", ");
  const applicable = runs.filter(({ verdict }) => verdict !== "not-applicable");
  if (applicable.length === 0) return notRun;
  return applicable.some(({ verdict }) => verdict === "unknown") ? noEvidence : noFinding;
}

/** The last cell of a bus that ran in all scenarios, and had findings in a single one. */
export const everyOther = "every other scenario";

export const detectionHeadings = ["bus", "scenario", "findings", "no finding in"] as const;

/**
 * Returns the lines of a narrow table, headings first: one line for each scenario that has findings on a
 * bus, or whose verdict is `unknown`. The last cell names the scenarios that ran and found nothing.
 */
export function detectionLines({
  scenarios,
  rows,
}: DetectionTable): readonly (readonly string[])[] {
  return [detectionHeadings, ...rows.flatMap((row) => linesOf(row, scenarios))];
}

function linesOf({ bus, cells }: DetectionRow, scenarios: readonly string[]): string[][] {
  const withCells = scenarios.map((scenario, at) => ({ scenario, cell: cells[at] ?? notRun }));
  const silent = withCells.filter(({ cell }) => cell === noFinding);
  const isEverywhere = silent.length > 1 && silent.length === scenarios.length - 1;
  const other = isEverywhere ? everyOther : silent.map(({ scenario }) => scenario).join(", ");
  const lines = withCells
    .filter(({ cell }) => cell !== notRun && cell !== noFinding)
    .map(({ scenario, cell }) => [bus, scenario, cell === noEvidence ? "unknown" : cell, other]);
  return lines.length > 0 ? lines : [[bus, "", "", other]];
}

export const detectionLegend =
  "unknown: the run proves nothing. A scenario that is named in no column did not run on this bus.";
