import junitReportBuilder from "junit-report-builder";
import type { Builder, TestCase, TestSuite } from "junit-report-builder";

import type { ExplorationReport, ExplorationRow } from "../model/exploration-schema.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { failureTexts } from "../text/failure-texts.ts";
import { figureCells, figureSentence } from "../text/figure-cells.ts";
import { oneLine as oneLineOfText } from "../text/plain-text.ts";

/** The package is CommonJS and exports the builder itself, but its types declare a `default`. */
const rootBuilder = junitReportBuilder as unknown as Builder;

/**
 * Renders JUnit XML for CI systems: a suite for each scenario, with a test case for each of its runs.
 * `failure` is a verdict on the bus, with the kind of its worst finding as type; `error` means that no
 * verdict was possible.
 */
export function renderJunit(report: RunReport): string {
  const builder = rootBuilder.newBuilder();
  if (report.exploration) addExploration(builder.testSuite(), report, report.exploration);
  else {
    const scenarios = Map.groupBy(report.results, ({ bus, scenario }) => `${bus}.${scenario}`);
    for (const [name, results] of scenarios)
      addSuite(builder.testSuite(), { name, results }, report);
  }
  if (report.error !== null) {
    const suite = builder.testSuite().name("bus-chaos");
    const message = oneLine(report.error);
    suite.testCase().className("bus-chaos").name("harness").error(message, "harness", message);
  }
  return builder.build();
}

interface Suite {
  /** `<bus>.<scenario>`. */
  readonly name: string;
  readonly results: readonly Result[];
}

function addSuite(suite: TestSuite, { name, results }: Suite, report: RunReport): void {
  const [first] = results;
  const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  suite.name(oneLine(name)).time(secondsOf(durationMs)).timestamp(report.startedAt);
  if (first)
    for (const [key, value] of properties(first, report)) suite.property(key, oneLine(value));
  for (const result of results) {
    const isRepeated = results.some((other) => other.repetition > 1);
    const title = isRepeated ? `${result.variant} #${result.repetition}` : result.variant;
    const testCase = suite
      .testCase()
      .className(oneLine(`bus-chaos.${name}`))
      .name(oneLine(title));
    describeResult(testCase.time(secondsOf(result.durationMs)), result);
  }
}

/** The text of a failure holds all that is to repair in the run, with what to do about each. */
function describeResult(testCase: TestCase, result: Result): void {
  const summary = oneLine(result.summary);
  if (result.verdict === "not-applicable") {
    testCase.skipped().standardOutput(summary);
    return;
  }
  const { kind, message, lines } = failureTexts(result);
  const texts = lines.map(oneLine);
  judge(testCase, { verdict: result.verdict, type: kind, message: oneLine(message), texts });
  const figures = figureCells(result).filter((each) => each !== "");
  testCase.standardOutput([summary, figures.join(", "), figureSentence(result)].join("\n"));
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
    judge(whole, { verdict: report.verdict === "fail" ? "fail" : "unknown", texts });
}

/** Returns the duration in seconds, with three decimals. */
function secondsOf(durationMs: number): number {
  return Math.round(durationMs) / 1_000;
}

function judgeRow(testCase: TestCase, { cells }: ExplorationRow): void {
  const columns = Object.entries(cells).filter(([, outcome]) => outcome !== "pass");
  const texts = columns.map(([column, outcome]) => `${outcome}: ${column}`);
  const failed = columns.some(([, outcome]) => outcome === "fail");
  if (columns.length > 0)
    judge(testCase, { verdict: failed ? "fail" : "unknown", texts: [texts.join(", ")] });
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

interface CaseVerdict {
  readonly verdict: "pass" | "fail" | "unknown";
  /** The kind of the worst finding. */
  readonly type?: string | undefined;
  /** The first of the texts by default. */
  readonly message?: string;
  readonly texts: readonly string[];
}

function judge(testCase: TestCase, { verdict, type, message, texts }: CaseVerdict): void {
  const title = message ?? texts[0] ?? "";
  const text = texts.join("\n");
  if (verdict === "fail") testCase.failure(title, type ?? "fail").stacktrace(text);
  if (verdict === "unknown") testCase.error(title, type ?? "unknown", text);
}

/** Also breaks `]]>`, because the XML library escapes only the first one in a CDATA section. */
function oneLine(text: string): string {
  return oneLineOfText(text).replaceAll("]]>", "]] >");
}
