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
  test("JUnit XML has a suite per result with its seed, and a case for the verdict", () => {
    const xml = renderJunit(someReport([someResult()]));
    expect(xml).toContain('<testsuite name="restart/sigkill-1s/streams" time="9"');
    expect(xml).toContain('tests="1" failures="0" errors="0" skipped="0"');
    expect(xml).toContain('<property name="seed" value="42"/>');
  });

  test("JUnit XML tells a failure of the bus from a run that proves nothing", () => {
    const lossy = renderJunit(someReport([lossyResult()]));
    expect(lossy).toContain('tests="2" failures="2" errors="0"');
    expect(lossy).toContain('<failure message="lost/never-received: 12 of 990 lost');
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
