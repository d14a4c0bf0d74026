import type { Counts } from "../../src/judging/figures/metrics.ts";
import type { ReportContext } from "../../src/report/model/build-report.ts";
import type { Result, RunReport } from "../../src/report/model/run-report.ts";
import type { RunTitle } from "../../src/run/plan/run-title.ts";
import type { JudgedRun, NotApplicableRun } from "../../src/run/run-record.ts";

const guarantees = {
  delivery: "at-least-once",
  ordering: "per-publisher",
  deduplicates: false,
  replaysFromStart: true,
  groups: true,
  sharesWork: true,
  confirmsPublish: true,
  durableOutbox: false,
  redeliversWithinMs: 0,
  reclaimsWithinMs: 0,
  anyTopicName: true,
  retries: { maxAttempts: 0 },
  deadLetters: false,
} as const;

export const someCounts: Counts = {
  published: 1_000,
  acknowledged: 990,
  rejected: 2,
  inDoubt: 8,
  delivered: 995,
  lost: 0,
  stranded: 0,
  lostAllowed: 0,
  dropped: 0,
  late: 0,
  duplicates: 3,
  duplicatesAllowed: 3,
  unexplainedDuplicates: 0,
  unexpected: 0,
  corrupt: 0,
  reordered: 0,
  recoveredInDoubt: 5,
  canaries: 4,
};

export const someTitle: RunTitle = {
  scenario: "restart",
  variant: "sigkill-1s",
  bus: "streams",
  seed: 42,
  repetition: 1,
  position: 1,
  total: 1,
};

export const someContext: ReportContext = {
  runId: "2026-11-21T10:00:00.000Z-streams-42",
  seed: 42,
  startedAt: "2026-11-21T10:00:00.000Z",
  durationMs: 12_345,
  interrupted: false,
  provider: "auto",
  link: "auto",
  nodeVersion: "v24.0.0",
  platform: "linux",
  cpus: 2,
  busChaosVersion: "0.1.0",
  command: "npm run chaos -- --scenario restart --bus streams --seed 42",
};

export function judgedRun(changes: Partial<JudgedRun> = {}): JudgedRun {
  return {
    kind: "judged",
    title: someTitle,
    guarantees,
    judgement: {
      verdict: "pass",
      summary: "nothing lost of 990",
      findings: [],
      metrics: {
        counts: someCounts,
        publishLatency: undefined,
        deliveryLatency: undefined,
        steadyDeliveryLatency: undefined,
        recovery: { lowerMs: 900, upperMs: 1_100, limitMs: 30_000, perProcess: [], unprobed: [] },
        harnessDelayMs: 3,
      },
    },
    faults: [],
    directory: "reports/restart/x/restart-sigkill-1s-1",
    said: [],
    printed: undefined,
    isSelfCheck: false,
    environment: { redisVersion: "7.0.15", provider: "process", link: "embedded" },
    durationMs: 9_000,
    interrupted: false,
    ...changes,
  };
}

export function notApplicableRun(): NotApplicableRun {
  const title = { ...someTitle, scenario: "fan-out", variant: "calm" };
  return { kind: "not-applicable", title, guarantees, reason: "the bus claims no groups" };
}

export function someResult(changes: Partial<Result> = {}): Result {
  return {
    scenario: "restart",
    variant: "sigkill-1s",
    bus: "streams",
    seed: 42,
    repetition: 1,
    verdict: "pass",
    summary: "nothing lost of 990",
    guarantees,
    counts: someCounts,
    latency: null,
    recovery: { lowerMs: 900, upperMs: 1_100, limitMs: 30_000 },
    spoke: false,
    faults: [],
    findings: [],
    directory: "reports/restart/x/restart-sigkill-1s-1",
    durationMs: 9_000,
    ...changes,
  };
}

export function someReport(results: Result[], changes: Partial<RunReport> = {}): RunReport {
  return {
    schemaVersion: 2,
    runId: someContext.runId,
    seed: 42,
    startedAt: someContext.startedAt,
    durationMs: 12_345,
    verdict: results[0]?.verdict ?? "unknown",
    interrupted: false,
    error: null,
    environment: {
      redisVersion: "7.0.15",
      provider: "process",
      link: "embedded",
      nodeVersion: "v24.0.0",
      platform: "linux",
      cpus: 2,
      busChaosVersion: "0.1.0",
    },
    command: someContext.command,
    results,
    ...changes,
  };
}

export const lostFinding: Result["findings"][number] = {
  kind: "lost",
  rule: "lost/never-received",
  verdict: "fail",
  summary: "12 of 990 lost, past the group's position",
  messages: ["publisher-0/17"],
  operations: [4, 5],
};

export function lossyResult(changes: Partial<Result> = {}): Result {
  return someResult({
    verdict: "fail",
    summary: "lost 12 of 990",
    counts: { ...someCounts, lost: 12 },
    findings: [lostFinding],
    ...changes,
  });
}

/** Text that a bus could return or throw to steer a terminal, a page or a CI runner. */
export const hostileText =
  "::error::owned\n::set-output name=x::y\r\n  ::add-mask::z\u001b[31mred\u001b]0;title\u0007" +
  "\u009b2J\u0000\u202ertl ##[error]x ##vso[task.complete]y ##teamcity[z] ]]> <script>alert(1)</script>" +
  " | `code` [link](http://x) @everyone \ud800 lone";

export function hostileReport(): RunReport {
  const result = lossyResult({
    scenario: hostileText,
    variant: hostileText,
    bus: hostileText,
    summary: hostileText,
    directory: hostileText,
    faults: [
      {
        name: hostileText,
        injectedAtMs: 1,
        healedAtMs: null,
        evidence: [{ what: hostileText, seen: true, detail: hostileText }],
      },
    ],
    findings: [
      {
        kind: "lost",
        rule: `lost/${hostileText}`,
        verdict: "fail",
        summary: hostileText,
        messages: [],
        operations: [],
      },
    ],
  });
  return someReport([result, { ...result, repetition: 2 }], {
    command: hostileText,
    error: hostileText,
    environment: { ...someReport([]).environment, redisVersion: hostileText },
  });
}

/** Returns the lines that a GitHub, Azure or TeamCity runner would obey. */
export function ciCommandsIn(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/u);
  return lines.filter((line) => /^\s*::|##\[|##vso\[|##teamcity\[/iu.test(line));
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\t\v-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

export function controlCharactersIn(text: string): string[] {
  const found = text.matchAll(controlCharacter);
  return [...found].map((match) => match[0]);
}
