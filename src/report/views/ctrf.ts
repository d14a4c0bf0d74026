import type { Result, RunReport } from "../model/run-report.ts";
import { failureTexts } from "../text/failure-texts.ts";
import { figureSentence } from "../text/figure-cells.ts";
import { oneLine } from "../text/plain-text.ts";
import { isRepeated, resultName } from "../text/result-text.ts";

type CtrfStatus = "passed" | "failed" | "skipped" | "other";

/** `unknown` is `other`: no verdict was possible, so the bus neither passed nor failed. */
const statuses: Readonly<Record<Result["verdict"], CtrfStatus>> = {
  pass: "passed",
  fail: "failed",
  unknown: "other",
  "not-applicable": "skipped",
};

/**
 * Renders a report in the Common Test Report Format (https://ctrf.io), with a test for each run. In an exploration
 * these are the run without faults and the points that did not pass.
 */
export function renderCtrf(report: RunReport): string {
  const { environment, results, durationMs, startedAt } = report;
  const tests = results.map((result) => testOf(result, isRepeated(results)));
  const count = (status: CtrfStatus): number =>
    tests.filter((each) => each.status === status).length;
  const startMs = Date.parse(startedAt);
  const document = {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    generatedBy: "bus-chaos",
    timestamp: startedAt,
    results: {
      tool: { name: "bus-chaos", version: environment.busChaosVersion },
      summary: {
        tests: tests.length,
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        pending: 0,
        other: count("other"),
        start: startMs,
        stop: startMs + Math.round(durationMs),
        extra: { verdict: report.verdict, interrupted: report.interrupted, error: report.error },
      },
      tests,
      environment: {
        osPlatform: environment.platform,
        extra: { redis: environment.redisVersion, link: environment.link, command: report.command },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function testOf(result: Result, repeated: boolean) {
  const { verdict, bus, scenario, durationMs, summary, seed } = result;
  const { kind, message, lines } = failureTexts(result);
  const isJudged = verdict !== "not-applicable";
  return {
    name: oneLine(resultName(result, repeated)),
    status: statuses[verdict],
    rawStatus: verdict,
    duration: Math.round(durationMs),
    suite: ["bus-chaos", oneLine(bus), oneLine(scenario)],
    message: oneLine(message),
    ...(lines.length > 0 && { trace: lines.map(oneLine).join("\n") }),
    ...(isJudged && { stdout: [oneLine(summary), oneLine(figureSentence(result))] }),
    extra: { seed, ...(kind !== undefined && { kind }) },
  };
}
