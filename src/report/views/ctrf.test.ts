import { expect, test } from "vitest";

import {
  controlCharactersIn,
  hostileReport,
  lossyResult,
  someReport,
  someResult,
} from "../../../tests/support/report-fixtures.ts";
import type { RunReport } from "../model/run-report.ts";
import { renderCtrf } from "./ctrf.ts";

interface Ctrf {
  readonly reportFormat: string;
  readonly results: {
    readonly tool: object;
    readonly summary: Readonly<Record<string, unknown>>;
    readonly tests: readonly { readonly name: string; readonly status: string }[];
  };
}

function ctrfOf(report: RunReport): Ctrf {
  return JSON.parse(renderCtrf(report)) as Ctrf;
}

test("CTRF has a test for each run, and counts the four verdicts apart", () => {
  const { reportFormat, results } = ctrfOf(
    someReport([
      someResult(),
      lossyResult({ variant: "a" }),
      someResult({ variant: "b", verdict: "unknown" }),
      someResult({ variant: "c", verdict: "not-applicable", summary: "no groups" }),
    ]),
  );
  expect(reportFormat).toBe("CTRF");
  expect(results.summary).toMatchObject({ tests: 4, passed: 1, failed: 1, skipped: 1, other: 1 });
  expect(results.tests.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "restart/sigkill-1s passed",
    "restart/a failed",
    "restart/b other",
    "restart/c skipped",
  ]);
});

test("a failed test of CTRF has the finding, the advice and the command that explains it", () => {
  const [failed] = ctrfOf(someReport([lossyResult()])).results.tests;
  expect(failed).toMatchObject({
    suite: ["bus-chaos", "streams", "restart"],
    message: "12 of 990 lost, past the group's position",
    trace: expect.stringContaining("explain with: npx bus-chaos explain reports/restart/x"),
    extra: { kind: "lost", seed: 42 },
  });
});

test("CTRF holds no control character of the bus", () => {
  const { results } = ctrfOf(hostileReport());
  const texts = results.tests.flatMap((each) => Object.values(each)).map(String);
  expect(texts.flatMap((text) => controlCharactersIn(text.replaceAll("\n", " ")))).toEqual([]);
});
