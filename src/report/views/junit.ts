import junitReportBuilder from "junit-report-builder";
import type { Builder, TestCase, TestSuite } from "junit-report-builder";

import type { FindingKind } from "../../judging/finding/finding.ts";
import type { ExplorationReport, ExplorationRow } from "../model/exploration-schema.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { oneLine as oneLineOfText } from "../text/plain-text.ts";
import { recoveryText, resultName, spokeText } from "../text/result-text.ts";

type Finding = Result["findings"][number];

/** The package is CommonJS and exports the builder itself, but its types declare a `default`. */
const rootBuilder = junitReportBuilder as unknown as Builder;

/**
 * Renders JUnit XML for CI systems: a suite for each result, with a test case for the verdict and a test
 * case for each kind of finding. `failure` is a verdict on the bus; `error` means that no verdict was
 * possible.
 */
export function renderJunit(report: RunReport): string {
  const builder = rootBuilder.newBuilder();
  if (report.exploration) addExploration(builder.testSuite(), report, report.exploration);
  else for (const result of report.results) addSuite(builder.testSuite(), result, report);
  if (report.error !== null) {
    const suite = builder.testSuite().name("bus-chaos");
    const message = oneLine(report.error);
    suite.testCase().className("bus-chaos").name("harness").error(message, "harness", message);
  }
  return builder.build();
}

function addSuite(suite: TestSuite, result: Result, report: RunReport): void {
  const name = oneLine(`${resultName(result, result.repetition > 1)}/${result.bus}`);
  suite.name(name).time(secondsOf(result.durationMs)).timestamp(report.startedAt);
  for (const [key, value] of properties(result, report)) suite.property(key, oneLine(value));
  const verdict = suite.testCase().className(name).name("verdict");
  describeVerdict(verdict.time(secondsOf(result.durationMs)), result);
  for (const [kind, findings] of findingsByKind(result)) {
    const testCase = suite.testCase().className(name).name(kind);
    judge(
      testCase,
      worstOf(findings),
      findings.map(({ rule, summary }) => oneLine(`${rule}: ${summary}`)),
    );
  }
}

/**
 * Adds a test case for each command. The names of commands stay the same from run to run, so a CI system
 * can tell which failures are new. Test cases for failed points would come and go, and test cases for all
 * points would be thousands.
 */
function addExploration(
  suite: TestSuite,
  report: RunReport,
  { rows, durationMs }: ExplorationReport,
): void {
  const [first] = report.results;
  const name = oneLine(`explore/${first?.bus ?? "nothing"}`);
  suite.name(name).time(secondsOf(durationMs)).timestamp(report.startedAt);
  if (!first) return;
  for (const [key, value] of properties(first, report)) suite.property(key, oneLine(value));
  const texts = report.results.flatMap(({ variant, verdict, summary }) =>
    verdict === "pass" ? [] : [oneLine(`${verdict} ${variant}: ${summary}`)],
  );
  for (const row of rows) judgeRow(suite.testCase().className(name).name(oneLine(row.point)), row);
  const whole = suite.testCase().className(name).name("exploration");
  if (report.verdict !== "pass")
    judge(whole, report.verdict === "fail" ? "fail" : "unknown", texts);
}

/** Returns the duration in seconds, with three decimals. */
function secondsOf(durationMs: number): number {
  return Math.round(durationMs) / 1_000;
}

function judgeRow(testCase: TestCase, { cells }: ExplorationRow): void {
  const columns = Object.entries(cells).filter(([, outcome]) => outcome !== "pass");
  const texts = columns.map(([column, outcome]) => `${outcome}: ${column}`);
  const failed = columns.some(([, outcome]) => outcome === "fail");
  if (columns.length > 0) judge(testCase, failed ? "fail" : "unknown", [texts.join(", ")]);
}

function properties(result: Result, { environment, command }: RunReport): [string, string][] {
  return [
    ["seed", String(result.seed)],
    ["redis", environment.redisVersion ?? "unknown"],
    ["provider", environment.provider],
    ["link", environment.link],
    ["node", environment.nodeVersion],
    ["bus-chaos", environment.busChaosVersion],
    ["command", command],
  ];
}

function describeVerdict(testCase: TestCase, result: Result): void {
  const summary = oneLine(result.summary);
  if (result.verdict === "not-applicable") {
    testCase.skipped().standardOutput(summary);
    return;
  }
  judge(testCase, result.verdict, [summary]);
  const { lost, duplicates, inDoubt } = result.counts;
  testCase.standardOutput(
    [
      summary,
      [
        `lost ${lost}`,
        `duplicated ${duplicates}`,
        `in doubt ${inDoubt}`,
        `recovery ${recoveryText(result.recovery)}`,
        spokeText(result),
      ]
        .filter((part) => part !== "")
        .join(", "),
      oneLine(result.directory ?? ""),
    ].join("\n"),
  );
}

/** Groups the findings that did not pass by their kind. Others only count, and get no test case. */
function findingsByKind(result: Result): Map<FindingKind, Finding[]> {
  const kinds = new Map<FindingKind, Finding[]>();
  for (const finding of result.findings) {
    if (finding.verdict === "pass") continue;
    kinds.set(finding.kind, [...(kinds.get(finding.kind) ?? []), finding]);
  }
  return kinds;
}

function worstOf(findings: readonly Finding[]): "fail" | "unknown" {
  return findings.some((finding) => finding.verdict === "fail") ? "fail" : "unknown";
}

function judge(
  testCase: TestCase,
  verdict: "pass" | "fail" | "unknown",
  texts: readonly string[],
): void {
  const message = texts[0] ?? "";
  if (verdict === "fail") testCase.failure(message, "fail").stacktrace(texts.join("\n"));
  if (verdict === "unknown") testCase.error(message, "unknown", texts.join("\n"));
}

/** Also breaks `]]>`, because the XML library escapes only the first one in a CDATA section. */
function oneLine(text: string): string {
  return oneLineOfText(text).replaceAll("]]>", "]] >");
}
