import { describe, expect, test } from "vitest";

import {
  judgedRun,
  notApplicableRun,
  someContext,
} from "../../../tests/support/report-fixtures.ts";
import { buildReport } from "./build-report.ts";
import { runReportSchema } from "./run-report.ts";
import { thingsToRepair } from "./things-to-repair.ts";

const someFinding = { verdict: "unknown", summary: "no drain", messages: [], operations: [] };

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

  test("an interrupted run says so, and is nothing to repair", () => {
    const lacking = { ...someFinding, kind: "no-evidence", rule: "no-evidence/no-drain" } as const;
    const judgement = { ...judgedRun().judgement, verdict: "unknown" } as const;
    const findings = [{ ...lacking, verdict: "unknown" }] as const;
    const run = judgedRun({ interrupted: true, judgement: { ...judgement, findings } });
    const { results } = buildReport([run], { ...someContext, interrupted: true });
    expect(results[0]?.summary).toBe("interrupted before its end, so it shows nothing");
    expect(thingsToRepair(results)).toEqual([]);
    const ended = buildReport([{ ...run, interrupted: false }], someContext);
    expect(thingsToRepair(ended.results)).toHaveLength(1);
  });

  test("the report is unknown if no scenario was applicable", () => {
    expect(buildReport([notApplicableRun()], someContext).verdict).toBe("unknown");
    expect(buildReport([notApplicableRun(), judgedRun()], someContext).verdict).toBe("pass");
  });
});
