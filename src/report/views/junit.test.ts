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
import { renderJunit } from "./junit.ts";

describe("JUnit XML", () => {
  test("JUnit XML has a suite per scenario with the seed, and a test case for each variant", () => {
    const xml = renderJunit(someReport([someResult(), someResult({ variant: "sigterm-1s" })]));
    expect(xml).toContain('<testsuite name="streams.restart" time="18"');
    expect(xml).toContain('tests="2" failures="0" errors="0" skipped="0"');
    expect(xml).toContain('<property name="seed" value="42"/>');
    expect(xml).toContain('classname="bus-chaos.streams.restart" name="sigterm-1s" time="9"');
  });

  test("a failing test case of JUnit XML holds all findings, the advice and both commands", () => {
    const early = { ...lostFinding, kind: "early-acknowledgement", summary: "too early" } as const;
    const rule = "early-acknowledgement/read-with-noack" as const;
    const result = lossyResult({
      findings: [lostFinding, { ...early, rule }],
      command: "npx bus-chaos --scenario restart --variant sigkill-1s",
    });
    const xml = renderJunit(someReport([result]));
    expect(xml).toContain(
      '<failure message="12 of 990 lost, past the group\'s position" type="lost">',
    );
    for (const text of [
      "fail lost/never-received",
      `fail ${rule}`,
      "too early.",
      "→ Read without NOACK",
      "explain with: npx bus-chaos explain reports/restart/x/restart-sigkill-1s-1 publisher-0/17",
      "repeat with: npx bus-chaos --scenario restart --variant sigkill-1s",
    ])
      expect(xml).toContain(text);
  });

  test("JUnit XML tells a failure of the bus from a run that proves nothing", () => {
    const lossy = renderJunit(someReport([lossyResult()]));
    expect(lossy).toContain('tests="1" failures="1" errors="0"');
    const blind = renderJunit(
      someReport([someResult({ verdict: "unknown", summary: "no evidence" })]),
    );
    expect(blind).toContain('failures="0" errors="1"');
    expect(blind).toContain('<error message="no evidence" type="unknown">');
  });

  test("JUnit XML skips a scenario that is not applicable, and reports an error of the harness", () => {
    const report = someReport([someResult({ verdict: "not-applicable" })], { error: "no disk" });
    const xml = renderJunit(report);
    expect(xml).toContain("<skipped/>");
    expect(xml).toContain('<error message="no disk" type="harness">');
  });

  test("JUnit XML has no test case for a finding that passes", () => {
    const counted = { ...lostFinding, verdict: "pass" as const };
    expect(renderJunit(someReport([someResult({ findings: [counted] })]))).toContain('tests="1"');
  });

  test("JUnit XML holds no control character, no CI command and no markup of the bus", () => {
    const xml = renderJunit(hostileReport());
    expect(controlCharactersIn(xml)).toEqual([]);
    expect(ciCommandsIn(xml)).toEqual([]);
    const markup = xml.replaceAll(/<!\[CDATA\[.*?\]\]>/gsu, "");
    expect(markup).not.toContain("<script");
  });
});
