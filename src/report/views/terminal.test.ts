import { describe, expect, test } from "vitest";

import {
  ciCommandsIn,
  controlCharactersIn,
  hostileReport,
  lossyResult,
  lostFinding,
  someReport,
  someResult,
} from "../../../tests/support/report-fixtures.ts";
import { findingHints } from "../text/hints.ts";
import { renderTerminal, renderVerdictLine } from "./terminal.ts";

describe("the summary for a terminal", () => {
  test("the summary ends with the verdict and the command that repeats the run", () => {
    const report = someReport([lossyResult(), someResult({ variant: "sigterm-1s" })]);
    expect(renderTerminal(report).split("\n").slice(-2)).toEqual([
      "✗ fail: 1 fail, 1 pass",
      "repeat with: npm run chaos -- --scenario restart --bus streams --seed 42",
    ]);
  });

  test("the summary names the command that explains the first message of a failed finding", () => {
    const explainWith = (run: string, message: string) => `chaos explain ${run} ${message}`;
    const counted = { ...lostFinding, kind: "duplicate", verdict: "pass" } as const;
    const nameless = { ...lostFinding, kind: "unexpected" as const, messages: ["unknown-id"] };
    const results = [
      someResult({ findings: [counted] }),
      lossyResult({ directory: "reports/lossy", findings: [nameless, lostFinding] }),
    ];
    expect(renderTerminal(someReport(results), { explainWith })).toContain(
      "\nexplain with: chaos explain reports/lossy publisher-0/17\n",
    );
    const passing = someReport([someResult({ findings: [counted] })]);
    expect(renderTerminal(passing, { explainWith })).not.toContain("explain with");
  });

  test("the summary shows the counts, the recovery and silent losses in columns", () => {
    const report = someReport([lossyResult(), someResult({ variant: "x" })]);
    const headings = renderTerminal(report)
      .split("\n")
      .filter((line) => line.includes("duplicated"));
    expect(headings).toEqual([
      "✗ fail  restart/sigkill-1s  lost 12  duplicated 3  in doubt 8  recovery 900 ms to 1.1 s  silent",
      "✓ pass  restart/x           lost 0   duplicated 3  in doubt 8  recovery 900 ms to 1.1 s",
    ]);
  });

  test("shows the rule of each finding, and once where rules are explained", () => {
    const report = someReport([lossyResult(), lossyResult({ variant: "x" })]);
    const text = renderTerminal(report, { folder: "reports/x" });
    expect(text).toContain("✗ fail lost/never-received: 12 of 990 lost, past the group's position");
    expect(text.split("rules explained in docs/findings.md\n")).toHaveLength(2);
  });

  test("does not mention the rules if every finding passed", () => {
    const counted = { ...lostFinding, verdict: "pass" } as const;
    const text = renderTerminal(someReport([someResult({ findings: [counted] })]));
    expect(text).not.toContain("rules explained");
  });

  test("the summary shows the first five findings with one hint, and counts the others", () => {
    const findings = Array.from({ length: 7 }, (_, at) => ({
      ...lostFinding,
      summary: `number ${at}`,
    }));
    const text = renderTerminal(someReport([lossyResult({ findings })]));
    expect(text).toContain("number 4");
    expect(text).not.toContain("number 5");
    expect(text).toContain("and 2 more in the report");
    expect(text.split(findingHints.lost)).toHaveLength(2);
  });

  test("the summary gives the reason why a scenario was not applicable", () => {
    const result = someResult({ verdict: "not-applicable", summary: "the bus claims no groups" });
    const text = renderTerminal(someReport([result], { verdict: "unknown" }));
    expect(text).toContain("– not applicable  restart/sigkill-1s\n    the bus claims no groups");
  });

  test("the summary shows the evidence of faults only if asked", () => {
    const evidence = [{ what: "run id changed", seen: false }];
    const faults = [{ name: "SIGKILL redis", injectedAtMs: 1_000, healedAtMs: 2_000, evidence }];
    const report = someReport([someResult({ faults })]);
    expect(renderTerminal(report)).not.toContain("run id changed");
    expect(renderTerminal(report, { verbose: true })).toContain("not seen: run id changed");
  });

  test("the summary tells that the run was interrupted, and which error stopped it", () => {
    const report = someReport([], { interrupted: true, error: "redis would not start" });
    expect(renderTerminal(report)).toContain("stopped early: redis would not start");
    expect(renderVerdictLine(report)).toBe("? unknown: nothing was run, interrupted");
  });

  test("the summary has a table for repeated runs", () => {
    const report = someReport([lossyResult(), someResult({ repetition: 2 })]);
    expect(renderTerminal(report)).toMatch(/restart\/sigkill-1s on streams +2 +1 +1 +12 \/ 12/u);
  });

  test("the summary lets no text of the bus steer the terminal or the CI runner", () => {
    const text = renderTerminal(hostileReport(), { verbose: true });
    expect(ciCommandsIn(text)).toEqual([]);
    expect(controlCharactersIn(text)).toEqual([]);
  });
});
