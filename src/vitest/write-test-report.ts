import { wallTime } from "../clock.ts";
import { describeMachine } from "../machine.ts";
import { writeReport } from "../report/files/write-report.ts";
import { buildReport } from "../report/model/build-report.ts";
import type { RunTitle } from "../run/plan/run-title.ts";
import type { RunRecord } from "../run/run-record.ts";
import { quote } from "../user-command.ts";

export interface TestReportOptions {
  /** The folder of the report, which exists. */
  readonly folder: string;
  /** The folder that gets the link `latest`. */
  readonly out: string;
  readonly busName: string;
  readonly seed: number;
  readonly provider: string;
  readonly link: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

const keepReports = 20;

/** Writes the report of a test file, as a command writes its report: report.json, report.md and the link `latest`. */
export async function writeTestReport(
  records: readonly RunRecord[],
  { folder, out, busName, seed, provider, link, startedAt }: TestReportOptions,
): Promise<void> {
  const inOrder = records.toSorted((one, other) => one.title.position - other.title.position);
  const report = buildReport(inOrder, {
    runId: `${startedAt}-${busName}-${seed}`,
    seed,
    startedAt,
    durationMs: Date.parse(wallTime()) - Date.parse(startedAt),
    interrupted: false,
    provider,
    link,
    ...describeMachine(),
    command: testCommand(`${busName} under faults`),
    commandOf: commandOfTest,
  });
  const stepSummary = process.env["GITHUB_STEP_SUMMARY"] || undefined;
  await writeReport(report, { folder, out, keepReports, stepSummary, complain });
}

/** A view that cannot be written changes no verdict. */
const complain = (text: string): void => process.emitWarning(text);

/** Returns the command that runs the test of one run alone. */
export function commandOfTest({ bus, scenario, variant }: RunTitle): string {
  return testCommand(`${bus} under faults ${scenario} ${variant}`);
}

function testCommand(name: string): string {
  return `npx vitest run -t ${quote(name)}`;
}
