import { describe, expect, test } from "vitest";

import { judgedRun, someContext } from "../../../tests/support/report-fixtures.ts";
import type { Exploration, ExploredPoint } from "../../explore/exploration.ts";
import { parseToken } from "../../explore/token.ts";
import { renderJunit } from "../views/junit.ts";
import { renderMarkdown } from "../views/markdown.ts";
import { renderTerminal } from "../views/terminal.ts";
import { buildExploration, explorationRecords } from "./build-exploration.ts";
import { buildReport } from "./build-report.ts";
import { runReportSchema } from "./run-report.ts";

const token = "publisher-0/commands/XADD/stream:orders/7/before-reply/rst";
const failing: ExploredPoint = {
  faults: parseToken(token),
  outcome: "fail",
  record: judgedRun({
    title: { ...judgedRun().title, scenario: "explore", variant: token },
    judgement: {
      ...judgedRun().judgement,
      verdict: "fail",
      summary: "lost 1 of 15",
      findings: [
        {
          kind: "lost",
          rule: "lost/never-received",
          verdict: "fail",
          summary: "lost 1 of 15",
          messages: [],
          operations: [],
        },
      ],
    },
  }),
};
const passing: ExploredPoint = {
  faults: parseToken("publisher-0/commands/XADD/stream:orders/7/before-reply/fin"),
  outcome: "pass",
};
const skipped: ExploredPoint = {
  faults: parseToken("publisher-0/-/TIME/-/1/mid-reply/fin"),
  outcome: "skipped",
};

function exploration(...points: ExploredPoint[]): Exploration {
  const title = { ...judgedRun().title, scenario: "explore", variant: "fault-free" };
  const faultFree = judgedRun({ title });
  return {
    faultFree,
    depth: 1,
    points,
    unsteady: [],
    irreproduciblePairs: 0,
    pruned: 0,
    durationMs: 500,
  };
}

function report(...points: ExploredPoint[]) {
  const found = exploration(...points);
  const records = explorationRecords(found);
  return buildReport(records, { ...someContext, exploration: buildExploration(found) });
}

describe("the report of an exploration", () => {
  test("the report of an exploration counts the outcomes of the points, and gives each point a cell", () => {
    expect(buildExploration(exploration(failing, passing, skipped))).toMatchObject({
      explored: 2,
      total: 3,
      failed: 1,
      skipped: 1,
      pointsPerSecond: 4,
      rows: [
        {
          point: "publisher-0 commands XADD stream:orders #7",
          cells: { "before-reply/rst": "fail", "before-reply/fin": "pass" },
        },
        { point: "publisher-0 TIME #1", cells: { "mid-reply/fin": "skipped" } },
      ],
    });
  });

  test("the report of an exploration fits its schema, and holds the runs that did not pass", () => {
    const built = runReportSchema.parse(report(failing, passing));
    expect(built.results.map(({ variant }) => variant)).toEqual(["fault-free", token]);
    expect(built.verdict).toBe("fail");
  });

  test("the report of an exploration passes only if all points were explored", () => {
    expect(report(passing).verdict).toBe("pass");
    expect(report(passing, skipped).verdict).toBe("unknown");
  });

  test("the report of an exploration ends on a terminal with the number of explored points", () => {
    const lines = renderTerminal(report(failing, passing)).split("\n");
    expect(lines.at(-2)).toBe("✗ fail: explored 2/2, 1 failed");
    expect(lines).toContain(`✗ fail ${token}  lost/never-received: lost 1 of 15`);
  });

  test("the report of an exploration keeps the columns of the map in Markdown", () => {
    const markdown = renderMarkdown(report(failing, passing));
    expect(markdown).toContain("```text\n");
    expect(markdown).toContain("publisher-0 commands XADD stream:orders #7  ·✗");
  });

  test("the report of an exploration has a test case for each command in JUnit", () => {
    const xml = renderJunit(report(failing, passing));
    expect(xml).toContain('name="publisher-0 commands XADD stream:orders #7"');
    expect(xml).toContain("fail: before-reply/rst");
    expect(xml).toContain(`fail ${token}: lost 1 of 15`);
  });
});
