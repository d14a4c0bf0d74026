import { z } from "zod";

import { deliveryGuarantees, noticeKinds, orderingGuarantees } from "../../bus/contract.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import { commandPositions } from "../../history/struck-command.ts";
import { findingKinds } from "../../judging/finding/finding.ts";
import { explorationSchema } from "./exploration-schema.ts";

const verdict = z.enum(["pass", "fail", "unknown", "not-applicable"]);
const count = z.int().nonnegative();
const milliseconds = z.number().nonnegative();
/** JSON has no infinity, so `null` stands for a recovery that never came. */
const bracketEnd = milliseconds.nullable().describe("null: it never recovered");

/** A schema for each guarantee, so that the compiler finds a guarantee that the report forgets. */
type GuaranteeSchemas = {
  readonly [Name in keyof HistoryGuarantees]: z.ZodType<HistoryGuarantees[Name]>;
};

const findingSchema = z.object({
  kind: z.enum(findingKinds),
  rule: z
    .templateLiteral([z.enum(findingKinds), "/", z.string()])
    .describe("The rule that reported it, such as `lost/never-received`: see docs/findings.md."),
  verdict: z.enum(["pass", "fail", "unknown"]),
  summary: z.string(),
  messages: z.array(z.string()),
  operations: z.array(count),
  /** How many pairs of message and group the summary counts, canaries left out. */
  count: count.optional(),
  /** A message by which `explain` shows the finding, if `messages` names none. */
  example: z.string().optional(),
  /** Why it happened, as far as the recorded commands and the auditor show it. */
  cause: z
    .object({
      /** The same in every run that went wrong in this way. */
      name: z.string(),
      text: z.string(),
    })
    .optional(),
  /** The next step, in one sentence. */
  advice: z.string().optional(),
  stack: z
    .array(z.string())
    .optional()
    .describe("The first useful frames of the stack, if the finding is about an error."),
  /** Why the user accepts this failure. Its verdict is `pass` then. */
  accepted: z.string().optional(),
});

const resultSchema = z.object({
  scenario: z.string(),
  variant: z.string(),
  bus: z.string(),
  seed: count,
  /** 1 unless the run was repeated. */
  repetition: count,
  verdict,
  /** The sentence that sums up the run, or the reason why the scenario is not applicable. */
  summary: z.string(),
  /** Sentences about the bus that change no verdict, such as the names of keys outside of its namespace. */
  remarks: z.array(z.string()).optional(),
  guarantees: z.object({
    delivery: z.enum(deliveryGuarantees),
    ordering: z.enum(orderingGuarantees),
    deduplicates: z.boolean(),
    replaysFromStart: z.boolean(),
    groups: z.boolean(),
    /** Absent in reports from before the claim. */
    sharesWork: z.boolean().default(true),
    confirmsPublish: z.boolean(),
    durableOutbox: z.boolean(),
    redeliversWithinMs: milliseconds,
    /** Absent in reports from before the claim. */
    reclaimsWithinMs: milliseconds.default(0),
    /** Absent in reports from before the claim. */
    anyTopicName: z.boolean().default(true),
    retries: z.object({ maxAttempts: count }).default({ maxAttempts: 0 }),
    /** Absent in reports from before the claim. */
    deadLetters: z.boolean().default(false),
  } satisfies GuaranteeSchemas),
  counts: z.object({
    published: count,
    acknowledged: count,
    rejected: count,
    inDoubt: count,
    delivered: count,
    lost: count,
    /** Pairs of message and group that only a fresh subscriber of the group got: see docs/findings.md. */
    stranded: count,
    lostAllowed: count,
    dropped: count,
    late: count,
    duplicates: count,
    duplicatesAllowed: count,
    unexplainedDuplicates: count,
    unexpected: count,
    corrupt: count,
    reordered: count,
    recoveredInDoubt: count,
    canaries: count,
  }),
  latency: z
    .object({
      publishP50Ms: milliseconds,
      publishP99Ms: milliseconds,
      deliveryP50Ms: milliseconds,
      deliveryP99Ms: milliseconds,
      publishSlowestMs: milliseconds.optional(),
      deliverySlowestMs: milliseconds.optional(),
    })
    .nullable(),
  recovery: z
    .object({ lowerMs: bracketEnd, upperMs: bracketEnd, limitMs: milliseconds })
    .nullable(),
  /** True if the bus gave any notice. A loss without a word is the worst. */
  spoke: z.boolean(),
  /** The kinds of notices that the bus gave, such as `disconnected`. */
  said: z.array(z.enum(noticeKinds)).optional(),
  /** The number of lines that the bus printed and logged into bus.log, and the last ones. */
  printed: z.object({ lines: count, last: z.array(z.string()) }).optional(),
  /** True if a signal ended the run. A report names nothing to repair for what such a run does not show. */
  interrupted: z.boolean().optional(),
  /** True for a run that bus-chaos makes to test itself; its loss does not count against the bus. */
  selfCheck: z.boolean().optional(),
  /** The command that repeats this run alone. */
  command: z.string().optional(),
  faults: z.array(
    z.object({
      name: z.string(),
      injectedAtMs: milliseconds.nullable(),
      healedAtMs: milliseconds.nullable(),
      evidence: z.array(
        z.object({ what: z.string(), seen: z.boolean(), detail: z.string().optional() }),
      ),
      /** The command at which the fault struck, if the plan named one and it came in time. */
      strike: z
        .object({
          purpose: z.enum(["publish", "read", "acknowledge"]),
          position: z.enum(commandPositions),
          point: z.string().describe("The token of this command for `explore --point`."),
        })
        .optional(),
    }),
  ),
  findings: z.array(findingSchema),
  /** The folder with history.jsonl and plan.json; `null` if the scenario was not run. */
  directory: z.string().nullable(),
  durationMs: milliseconds,
});

export const runReportSchema = z.object({
  schemaVersion: z.literal(2),
  runId: z.string(),
  seed: count,
  startedAt: z.iso.datetime(),
  durationMs: milliseconds,
  verdict,
  /** True if a signal ended the command. The results are those of the runs until then. */
  interrupted: z.boolean(),
  /** The error that ended the harness early, or `null`. It says nothing about the bus. */
  error: z.string().nullable(),
  environment: z.object({
    redisVersion: z.string().nullable(),
    provider: z.string(),
    link: z.string(),
    nodeVersion: z.string(),
    platform: z.string(),
    cpus: count,
    busChaosVersion: z.string(),
  }),
  /** The exact command that repeats this run. */
  command: z.string(),
  results: z.array(resultSchema),
  /** Findings that chaos.config accepts and that no run had. */
  unseenAccepted: z
    .array(z.object({ rule: z.string(), in: z.string().optional(), reason: z.string() }))
    .optional(),
  /** Written by `explore` only. Then `results` are the fault-free run, and the points that did not pass. */
  exploration: explorationSchema.optional(),
});

export type RunReport = z.infer<typeof runReportSchema>;
export type Result = z.infer<typeof resultSchema>;

/** Returns the JSON Schema of `report.json`. */
export function runReportJsonSchema(): unknown {
  return z.toJSONSchema(runReportSchema, { target: "draft-2020-12" });
}
