import { countText, durationText } from "../../wording.ts";
import type { Result } from "./run-report.ts";

/** One scenario and variant on one bus, run several times. */
export interface RepeatSummary {
  readonly name: string;
  readonly bus: string;
  readonly runs: number;
  readonly failed: number;
  /** Runs that lost at least one message. */
  readonly lossy: number;
  readonly lost: Spread;
  readonly duplicates: Spread;
  readonly inDoubt: Spread;
  /** Upper ends of the brackets; `Infinity` for a run that never recovered. */
  readonly recoveryMs: Spread | undefined;
}

interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** Only what was judged more than once: a single run is a coin flip for some buses. */
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
  return {
    name: `${first.scenario}/${first.variant}`,
    bus: first.bus,
    runs: results.length,
    failed: results.filter((result) => result.verdict === "fail").length,
    lossy: results.filter((result) => result.counts.lost > 0).length,
    lost: spread(results.map((result) => result.counts.lost)),
    duplicates: spread(results.map((result) => result.counts.duplicates)),
    inDoubt: spread(results.map((result) => result.counts.inDoubt)),
    recoveryMs: recoveries.length === 0 ? undefined : spread(recoveries),
  };
}

/** The median of an even number of values is the upper of the two in the middle: no invented value. */
function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0 };
}

export const repeatHeadings = [
  "repeated",
  "runs",
  "failed",
  "lossy runs",
  "lost median / worst",
  "duplicated median / worst",
  "in doubt median / worst",
  "recovery median / worst",
] as const;

/** The cells below `repeatHeadings`. */
export function repeatCells(summary: RepeatSummary): string[] {
  const { recoveryMs } = summary;
  return [
    `${summary.name} on ${summary.bus}`,
    countText(summary.runs),
    countText(summary.failed),
    countText(summary.lossy),
    spreadText(summary.lost, countText),
    spreadText(summary.duplicates, countText),
    spreadText(summary.inDoubt, countText),
    recoveryMs === undefined ? "not measured" : spreadText(recoveryMs, durationText),
  ];
}

function spreadText({ median, worst }: Spread, text: (value: number) => string): string {
  return `${text(median)} / ${text(worst)}`;
}
