import { z } from "zod";

import { findingKinds } from "../judging/finding/finding.ts";
import { buildDetectionTable } from "./detection-table.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Selftest } from "./selftest.ts";

/** A run that ended. `says` are its summaries. */
const sightingSchema = z.object({
  bus: z.string(),
  run: z.string(),
  seed: z.number(),
  /** Whether the bus is a correct one. Then a finding that fails is a false alarm. */
  correct: z.boolean(),
  verdict: z.enum(["pass", "fail", "unknown", "not-applicable"]),
  kinds: z.array(z.enum(findingKinds)),
  says: z.array(z.string()),
  durationMs: z.number(),
});

/**
 * The report that `chaos selftest --json` prints and selftest.json holds. Its names are part of the file
 * format: `witnesses` are the scenario proofs, `matrix` is the detection table, `sightings` are the runs.
 */
export const selftestReportSchema = z.object({
  schemaVersion: z.literal(1),
  mode: z.enum(["canary", "standard", "full"]),
  only: z.string().nullable(),
  seed: z.number(),
  startedAt: z.string(),
  durationMs: z.number(),
  verdict: z.enum(["pass", "fail", "unknown"]),
  /** Whether it ended early. Then the other fields are about the runs that ended. */
  interrupted: z.boolean(),
  plannedRuns: z.number(),
  buses: z.number(),
  found: z.number(),
  clean: z.object({
    runs: z.number(),
    falseAlarms: z.number(),
    undecided: z.number(),
    seeds: z.array(z.number()),
    boundPercent: z.number().nullable(),
  }),
  witnesses: z.array(z.object({ scenario: z.string(), bus: z.string() })),
  problems: z.array(
    z.object({ subject: z.string(), run: z.string().nullable(), what: z.string() }),
  ),
  matrix: z.object({
    scenarios: z.array(z.string()),
    rows: z.array(z.object({ bus: z.string(), cells: z.array(z.string()) })),
  }),
  sightings: z.array(sightingSchema),
});

export type SelftestReport = z.infer<typeof selftestReportSchema>;

/** The seed, start and duration of a selftest: facts that its runs do not tell. */
export type SelftestStart = Pick<SelftestReport, "seed" | "startedAt" | "durationMs">;

/** Builds the report, in the form of the schema. */
export function buildSelftestReport(
  { goals, plannedRuns, observed, interrupted, judgement }: Selftest,
  start: SelftestStart,
): SelftestReport {
  const { mode, only, scenarios, scenarioProofs } = goals;
  const { correct, problems, ...verdict } = judgement;
  const buses = new Set([...goals.expectations, ...goals.noEvidence].map(({ bus }) => bus));
  return selftestReportSchema.parse({
    schemaVersion: 1,
    mode,
    only: only ?? null,
    ...start,
    ...verdict,
    interrupted,
    plannedRuns,
    clean: { ...correct, boundPercent: correct.boundPercent ?? null },
    witnesses: scenarioProofs,
    problems: problems.map(({ subject, run = null, what }) => ({ subject, run, what })),
    matrix: buildDetectionTable([...buses], scenarios, observed.planted),
    sightings: [...reported(observed.planted, false), ...reported(observed.correct, true)],
  });
}

function reported(runs: readonly ObservedRun[], correct: boolean) {
  return runs.map(({ summaries, ...run }) => ({ ...run, says: summaries, correct }));
}
