import type { Result } from "./run-report.ts";
import { tellingPoint } from "./telling-point.ts";

/** The figures of one scenario variant on one bus that was run several times. */
export interface RepeatSummary {
  readonly name: string;
  readonly bus: string;
  readonly runs: number;
  readonly failed: number;
  /** The seeds of the runs that failed, in order. */
  readonly failedSeeds: readonly number[];
  /** The token of a command whose strike alone explains a failure. */
  readonly point: string | undefined;
  /** How many runs lost at least one message. */
  readonly lossy: number;
  readonly lost: Spread;
  readonly duplicates: Spread;
  readonly inDoubt: Spread;
  /** Upper ends of the brackets; `Infinity` for a run that never recovered. */
  readonly recoveryMs: Spread | undefined;
}

/** The middle and the worst of the figures of several runs. */
export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/**
 * Sums up the variants that were judged more than once. A single run is a coin flip for some buses: one
 * program lost 370, 0 and 368 messages in three runs.
 */
export function summariseRepeats(results: readonly Result[]): RepeatSummary[] {
  const groups = new Map<string, [Result, ...Result[]]>();
  for (const result of results) {
    if (result.verdict === "not-applicable") continue;
    const key = JSON.stringify([result.scenario, result.variant, result.bus]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.values()].filter((group) => group.length > 1).map(summarise);
}

function summarise(results: readonly [Result, ...Result[]]): RepeatSummary {
  const [first] = results;
  const recoveries = results.flatMap(({ recovery }) =>
    recovery === null ? [] : [recovery.upperMs ?? Infinity],
  );
  const failures = results.filter(({ verdict }) => verdict === "fail");
  return {
    name: `${first.scenario}/${first.variant}`,
    bus: first.bus,
    runs: results.length,
    failed: failures.length,
    failedSeeds: failures.map(({ seed }) => seed),
    point: tellingPoint(failures),
    lossy: results.filter((result) => result.counts.lost > 0).length,
    lost: spread(results.map((result) => result.counts.lost)),
    duplicates: spread(results.map((result) => result.counts.duplicates)),
    inDoubt: spread(results.map((result) => result.counts.inDoubt)),
    recoveryMs: recoveries.length === 0 ? undefined : spread(recoveries),
  };
}

/** Takes the upper of the two middle values of an even number, because a mean of both did not occur. */
function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 };
}
