import { pointOfStrike } from "../../explore/point-of-strike.ts";
import type { FaultRecord } from "../../history/indexed-history.ts";
import type { Metrics } from "../../judging/figures/metrics.ts";
import { noMetrics } from "../../judging/figures/no-metrics.ts";
import type { Finding } from "../../judging/finding/finding.ts";
import type { Recovery } from "../../judging/not-recovered/measure-recovery.ts";
import type { AcceptedFinding } from "../../run/plan/accepted-finding.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { JudgedRun, NotApplicableRun, RunRecord } from "../../run/run-record.ts";
import { summaryOfRun } from "../../run/summary-of-run.ts";
import type { ExplorationReport } from "./exploration-schema.ts";
import { overallVerdict } from "./overall-verdict.ts";
import type { Result, RunReport } from "./run-report.ts";

/** The facts in a report about the command and the machine, not about a single run. */
export interface ReportContext {
  readonly runId: string;
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** The error that ended the harness early, without credentials. */
  readonly error?: string;
  /** The provider and the link that the user chose. A run that used others takes precedence. */
  readonly provider: string;
  readonly link: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly cpus: number;
  readonly busChaosVersion: string;
  readonly command: string;
  readonly exploration?: ExplorationReport;
  /** Accepted findings that no run had. */
  readonly unseenAccepted?: readonly AcceptedFinding[];
  /** Returns the command that repeats one run alone, if there is one. */
  readonly commandOf?: (title: RunTitle) => string | undefined;
}

/** Builds the content of report.json from the records of all runs. */
export function buildReport(records: readonly RunRecord[], context: ReportContext): RunReport {
  const results = records.map((record) => buildResult(record, context));
  return {
    schemaVersion: 2,
    runId: context.runId,
    seed: context.seed,
    startedAt: context.startedAt,
    durationMs: context.durationMs,
    verdict: reportVerdict(results, context),
    interrupted: context.interrupted,
    error: context.error ?? null,
    environment: buildEnvironment(records, context),
    command: context.command,
    results,
    ...(context.exploration && { exploration: context.exploration }),
    ...(context.unseenAccepted &&
      context.unseenAccepted.length > 0 && { unseenAccepted: [...context.unseenAccepted] }),
  };
}

/** Returns `unknown` in place of `pass` if the command did not complete all its runs. */
function reportVerdict(results: readonly Result[], context: ReportContext): RunReport["verdict"] {
  const verdict = overallVerdict(results.map((result) => result.verdict));
  const { exploration } = context;
  const unexplored = exploration !== undefined && !isComplete(exploration);
  const incomplete = context.interrupted || context.error !== undefined || unexplored;
  return verdict === "pass" && incomplete ? "unknown" : verdict;
}

/** Returns whether every point was explored, and no kind of command was left out. */
function isComplete({ explored, total, unsteady = [] }: ExplorationReport): boolean {
  return explored >= total && unsteady.every(({ treatment }) => treatment !== "left-out");
}

function buildEnvironment(
  records: readonly RunRecord[],
  context: ReportContext,
): RunReport["environment"] {
  const judged = records.filter((record) => record.kind === "judged");
  return {
    redisVersion: distinct(judged.map((run) => run.environment.redisVersion)) ?? null,
    provider: distinct(judged.map((run) => run.environment.provider)) ?? context.provider,
    link: distinct(judged.map((run) => run.environment.link)) ?? context.link,
    nodeVersion: context.nodeVersion,
    platform: context.platform,
    cpus: context.cpus,
    busChaosVersion: context.busChaosVersion,
  };
}

function distinct(values: readonly string[]): string | undefined {
  const known = new Set(values);
  return known.size === 0 ? undefined : [...known].join(", ");
}

function buildResult(record: RunRecord, { commandOf }: ReportContext): Result {
  return record.kind === "judged"
    ? judgedResult(record, commandOf?.(record.title))
    : notApplicableResult(record);
}

function judgedResult(run: JudgedRun, command: string | undefined): Result {
  const { verdict, findings, metrics, remarks } = run.judgement;
  return {
    ...titleOf(run),
    verdict,
    summary: summaryOfRun(run),
    ...(remarks && { remarks: [...remarks] }),
    ...(run.interrupted && { interrupted: true }),
    counts: metrics.counts,
    latency: buildLatency(metrics),
    recovery: metrics.recovery ? buildRecovery(metrics.recovery) : null,
    spoke: run.said.length > 0,
    said: [...run.said],
    ...(run.printed && { printed: { lines: run.printed.lines, last: [...run.printed.last] } }),
    ...(run.isSelfCheck && { selfCheck: true }),
    ...(command !== undefined && { command }),
    faults: run.faults.map((fault) => ({
      name: fault.name,
      injectedAtMs: fault.injectedMs ?? null,
      healedAtMs: fault.healedMs ?? null,
      evidence: fault.evidence.map(({ removed: _removed, ...evidence }) => evidence),
      ...buildStrike(fault),
    })),
    findings: findings.map(buildFinding),
    directory: run.directory,
    durationMs: run.durationMs,
  };
}

function buildStrike({ moment }: FaultRecord): Pick<Result["faults"][number], "strike"> {
  const { target, command } = moment ?? {};
  const point = command && pointOfStrike(command);
  if (!target || point === undefined) return {};
  return { strike: { purpose: target.purpose, position: target.position, point } };
}

function buildFinding(finding: Finding): Result["findings"][number] {
  const { kind, rule, verdict, summary, messages, operations } = finding;
  const { count, cause, advice, example, stack, accepted } = finding;
  return {
    kind,
    rule,
    verdict,
    summary,
    messages: [...messages],
    operations: [...operations],
    ...(count !== undefined && { count }),
    ...(example !== undefined && { example }),
    ...(cause && { cause: { name: cause.name, text: cause.text } }),
    ...(advice !== undefined && { advice }),
    ...(stack && { stack: [...stack] }),
    ...(accepted !== undefined && { accepted }),
  };
}

function notApplicableResult(run: NotApplicableRun): Result {
  return {
    ...titleOf(run),
    verdict: "not-applicable",
    summary: run.reason,
    counts: noMetrics.counts,
    latency: null,
    recovery: null,
    spoke: false,
    faults: [],
    findings: [],
    directory: null,
    durationMs: 0,
  };
}

function titleOf({ title, guarantees }: RunRecord) {
  const { scenario, variant, bus, seed, repetition } = title;
  return { scenario, variant, bus, seed, repetition, guarantees };
}

function buildLatency({ publishLatency, deliveryLatency }: Metrics): Result["latency"] {
  if (!publishLatency || !deliveryLatency) return null;
  return {
    publishP50Ms: publishLatency.p50,
    publishP99Ms: publishLatency.p99,
    deliveryP50Ms: deliveryLatency.p50,
    deliveryP99Ms: deliveryLatency.p99,
    publishSlowestMs: publishLatency.max,
    deliverySlowestMs: deliveryLatency.max,
  };
}

function buildRecovery({ lowerMs, upperMs, limitMs }: Recovery): Result["recovery"] {
  return { lowerMs: finite(lowerMs), upperMs: finite(upperMs), limitMs };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
