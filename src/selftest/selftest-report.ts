import { z } from "zod";

import { findingKinds } from "../judging/finding/finding.ts";
import { buildKillMatrix } from "./kill-matrix.ts";
import type { Selftest } from "./selftest.ts";
import type { Sighting } from "./sighting.ts";

const sightingSchema = z.object({
  bus: z.string(),
  run: z.string(),
  seed: z.number(),
  /** Whether the bus is correct, so that whatever is found is a false alarm. */
  correct: z.boolean(),
  verdict: z.enum(["pass", "fail", "unknown", "not-applicable"]),
  kinds: z.array(z.enum(findingKinds)),
  says: z.array(z.string()),
  durationMs: z.number(),
});

/** What `chaos selftest --json` prints and selftest.json holds. */
export const selftestReportSchema = z.object({
  schemaVersion: z.literal(1),
  mode: z.enum(["canary", "standard", "full"]),
  only: z.string().nullable(),
  seed: z.number(),
  startedAt: z.string(),
  durationMs: z.number(),
  verdict: z.enum(["pass", "fail", "unknown"]),
  /** It ended early: the rest speaks of the runs that there were. */
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

export type SelftestStart = Pick<SelftestReport, "seed" | "startedAt" | "durationMs">;

export function buildSelftestReport(
  { scope, plannedRuns, seen, interrupted, judgement }: Selftest,
  start: SelftestStart,
): SelftestReport {
  const { mode, only, scenarios, witnesses } = scope;
  const { clean, problems, ...verdict } = judgement;
  const tried = new Set([...scope.expectations, ...scope.vacuous].map(({ bus }) => bus));
  return selftestReportSchema.parse({
    schemaVersion: 1,
    mode,
    only: only ?? null,
    ...start,
    ...verdict,
    interrupted,
    plannedRuns,
    clean: { ...clean, boundPercent: clean.boundPercent ?? null },
    witnesses,
    problems: problems.map(({ subject, run = null, what }) => ({ subject, run, what })),
    matrix: buildKillMatrix([...tried], scenarios, seen.planted),
    sightings: [...reported(seen.planted, false), ...reported(seen.clean, true)],
  });
}

function reported(sightings: readonly Sighting[], correct: boolean) {
  return sightings.map((sighting) => ({ ...sighting, correct }));
}
