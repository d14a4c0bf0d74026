import { scenarioOf } from "./expectation.ts";
import type { Sighting } from "./sighting.ts";

/** Which scenario finds which bus, and by what. */
export interface KillMatrix {
  readonly scenarios: readonly string[];
  readonly rows: readonly KillMatrixRow[];
}

interface KillMatrixRow {
  readonly bus: string;
  /** In the order of the scenarios. */
  readonly cells: readonly string[];
}

/** Not run here, and run without finding anything. */
const notRun = "";
const foundNothing = "·";
const showedNothing = "?";

/** One row for each bus, in the order given; runs of other buses are left out. */
export function buildKillMatrix(
  buses: readonly string[],
  scenarios: readonly string[],
  sightings: readonly Sighting[],
): KillMatrix {
  const cell = (bus: string, scenario: string): string =>
    cellOf(sightings.filter((each) => each.bus === bus && scenarioOf(each) === scenario));
  return {
    scenarios,
    rows: buses.map((bus) => ({ bus, cells: scenarios.map((scenario) => cell(bus, scenario)) })),
  };
}

/** What the variants of one scenario found together. */
function cellOf(sightings: readonly Sighting[]): string {
  const kinds = new Set(sightings.flatMap((each) => each.kinds));
  if (kinds.size > 0) return [...kinds].toSorted().join(", ");
  const applicable = sightings.filter(({ verdict }) => verdict !== "not-applicable");
  if (applicable.length === 0) return notRun;
  return applicable.some(({ verdict }) => verdict === "unknown") ? showedNothing : foundNothing;
}

/** Its lines with their headings, for a table. */
export function matrixLines({ scenarios, rows }: KillMatrix): readonly (readonly string[])[] {
  return [["bus", ...scenarios], ...rows.map(({ bus, cells }) => [bus, ...cells])];
}

export const matrixLegend = `${foundNothing} run, and found nothing; ${showedNothing} showed nothing; empty: not run`;
