import { describe, expect, test } from "vitest";

import {
  judgedRun,
  notApplicableRun,
  someContext,
} from "../../../tests/support/report-fixtures.ts";
import { buildReport } from "./build-report.ts";
import { runReportSchema } from "./run-report.ts";

describe("the report of a command", () => {
  test("the report fits its schema with judged runs, runs that were not applicable, and no runs", () => {
    for (const records of [[judgedRun(), notApplicableRun()], []]) {
      const report = buildReport(records, someContext);
      expect(runReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    }
  });

  test("the report says null for a recovery that never came", () => {
    const run = judgedRun();
    const never = { lowerMs: Infinity, upperMs: Infinity, limitMs: 30_000 };
    const recovery = { ...never, perProcess: [], unprobed: [] };
    const metrics = { ...run.judgement.metrics, recovery };
    const report = buildReport([{ ...run, judgement: { ...run.judgement, metrics } }], someContext);
    expect(report.results[0]?.recovery).toEqual({ lowerMs: null, upperMs: null, limitMs: 30_000 });
  });

  test("the report takes the environment from the runs, not from the options", () => {
    const { environment } = judgedRun();
    const packetDrop = judgedRun({ environment: { ...environment, link: "packet-drop" } });
    const runs = [judgedRun(), packetDrop];
    expect(buildReport(runs, someContext).environment).toMatchObject({
      provider: "process",
      link: "embedded, packet-drop",
      redisVersion: "7.0.15",
    });
    expect(buildReport([], someContext).environment).toMatchObject({
      provider: "auto",
      redisVersion: null,
    });
  });

  test("the report does not pass if a signal or an error ended the command", () => {
    expect(buildReport([judgedRun()], someContext).verdict).toBe("pass");
    expect(buildReport([judgedRun()], { ...someContext, interrupted: true }).verdict).toBe(
      "unknown",
    );
    expect(buildReport([judgedRun()], { ...someContext, error: "x" }).verdict).toBe("unknown");
  });

  test("the report is unknown if no scenario was applicable", () => {
    expect(buildReport([notApplicableRun()], someContext).verdict).toBe("unknown");
    expect(buildReport([notApplicableRun(), judgedRun()], someContext).verdict).toBe("pass");
  });
});
