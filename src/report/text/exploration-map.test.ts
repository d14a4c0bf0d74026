import { describe, expect, test } from "vitest";

import type { ExplorationReport, ExplorationRow } from "../model/exploration-schema.ts";
import {
  explorationFigures,
  explorationHeadline,
  explorationMap,
  unsteadyLines,
} from "./exploration-map.ts";

type Cells = ExplorationRow["cells"];

const calm: Cells = { "before-forwarding/fin": "pass", "before-reply/rst": "pass" };

function exploration(changes: Partial<ExplorationReport> = {}): ExplorationReport {
  return {
    depth: 1,
    explored: 4,
    total: 4,
    failed: 0,
    unknown: 0,
    unreached: 0,
    skipped: 0,
    irreproducible: 0,
    irreproduciblePairs: 0,
    pruned: 0,
    pointsPerSecond: 40,
    durationMs: 100,
    rows: [],
    ...changes,
  };
}

function mapOf(...rows: [point: string, cells: Cells][]): string[] {
  return explorationMap(exploration({ rows: rows.map(([point, cells]) => ({ point, cells })) }));
}

describe("explorationMap", () => {
  test("the map has a line for each command, and a sign for each act at each position", () => {
    const [positions, acts, line] = mapOf([
      "publisher-0 commands XADD orders #7",
      { ...calm, "before-forwarding/OOM": "unknown", "before-reply/rst": "fail" },
    ]);
    expect(positions?.trim()).toBe("before-forwarding  before-reply");
    expect(acts?.trim()).toBe("fO                 r");
    expect(line).toBe("publisher-0 commands XADD orders #7  ·?                 ✗");
  });

  test("the map joins commands of the same kind with the same outcomes in one line", () => {
    const lines = mapOf(
      ["p XADD #1", calm],
      ["p TIME #1", calm],
      ["p XADD #2", calm],
      ["p XADD #3", { ...calm, "before-reply/rst": "fail" }],
      ["p XADD #4", calm],
    );
    const names = lines.slice(2, 6).map((line) => line.split("  ")[0]);
    expect(names).toEqual(["p XADD #1-2", "p XADD #3", "p XADD #4", "p TIME #1"]);
  });

  test("the map leaves a blank for an act that does not apply", () => {
    const [, , first] = mapOf(
      ["p PING #1", { "before-forwarding/OOM": "pass" }],
      ["p XADD #1", { "before-forwarding/fin": "pass", "before-forwarding/OOM": "pass" }],
    );
    expect(first).toBe("p PING #1   ·");
  });

  test("the map explains the letters and signs that it uses", () => {
    expect(mapOf(["p XADD #1", calm]).slice(-2)).toEqual([
      "f fin, r rst",
      "· pass, ✗ fail, ? unknown, - unreached, _ skipped; blank: does not apply",
    ]);
  });

  test("the map shows only pairs that did not pass", () => {
    const rows = [
      { point: "p XADD #1", cells: calm },
      { point: "p/…/fin then p TIME #1", cells: calm },
      { point: "p/…/fin then p XADD #2", cells: { "before-reply/fin": "fail" as const } },
    ];
    const text = explorationMap(exploration({ depth: 2, rows })).join("\n");
    expect(text).toContain("then p XADD #2");
    expect(text).not.toContain("then p TIME #1");
  });
});

describe("the headline of an exploration", () => {
  test("the headline counts the explored points, and the points that did not pass", () => {
    expect(explorationHeadline(exploration())).toBe("explored 4/4");
    const short = exploration({ explored: 2, failed: 1, unreached: 1, skipped: 1 });
    expect(explorationHeadline(short)).toBe("explored 2/4, 1 failed, 1 never reached, 1 not begun");
  });

  test("the headline says why nothing was explored", () => {
    expect(explorationHeadline(exploration({ explored: 0, total: 0 }))).toBe(
      "nothing was explored, because the run without a fault did not pass",
    );
  });

  test("the headline counts kinds of commands that no fault could meet", () => {
    const kind = { command: "subscriber-0 BRPOP q:ab", count: 3, reason: "it changes" } as const;
    const changed = exploration({ unsteady: [{ ...kind, treatment: "left-out" }] });
    expect(explorationHeadline(changed)).toBe("explored 4/4, 1 kind of command left out");
    expect(unsteadyLines(changed).join("\n")).toContain("BRPOP q:ab (3 commands without a fault)");
    const repeated = exploration({ unsteady: [{ ...kind, treatment: "repeated" }] });
    expect(explorationHeadline(repeated)).toBe("explored 4/4");
  });

  test("the figures below the map count commands and pairs that were left out", () => {
    const figures = explorationFigures(exploration({ irreproducible: 2, pruned: 1200 }));
    expect(figures).toContain("40 points per second");
    expect(figures).toContain("2 commands not in every run");
    expect(figures).toContain("1 200 pairs pruned");
  });
});
