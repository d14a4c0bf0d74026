import type { ComparedRun } from "./compare.ts";

/** The runs of a variant, which were repeated with several seeds, put together. */
export interface Standing {
  /** Such as `partition/reset`. */
  readonly run: string;
  readonly repeats: number;
  readonly failed: number;
  readonly unknown: number;
  readonly applicable: boolean;
  /** The kinds of the findings that failed the runs. */
  readonly kinds: readonly string[];
  /** Runs in which at least one message was lost, allowed or not. */
  readonly lossy: number;
  readonly medianLost: number;
  readonly worstLost: number;
  /** Upper end of the recovery, in milliseconds. `Infinity` if a run did not recover, `undefined` without a fault. */
  readonly medianRecoveryMs: number | undefined;
  readonly worstRecoveryMs: number | undefined;
}

/** Puts the runs of each variant together, in the order in which the variants were run. */
export function standingsOf(runs: readonly ComparedRun[]): Standing[] {
  return [...Map.groupBy(runs, ({ run }) => run)].map(([run, repeated]) => standing(run, repeated));
}

function standing(run: string, repeated: readonly ComparedRun[]): Standing {
  const results = repeated.map(({ result }) => result);
  const count = (verdict: string): number =>
    results.filter((each) => each.verdict === verdict).length;
  const failing = results.flatMap(({ findings }) =>
    findings.filter(({ verdict }) => verdict === "fail"),
  );
  const lost = results.map(({ counts }) => counts.lost);
  const recoveries = results.flatMap(({ recovery }) =>
    recovery ? [recovery.upperMs ?? Infinity] : [],
  );
  return {
    run,
    repeats: results.length,
    failed: count("fail"),
    unknown: count("unknown"),
    applicable: count("not-applicable") < results.length,
    kinds: [...new Set(failing.map(({ kind }) => kind))],
    lossy: lost.filter((each) => each > 0).length,
    medianLost: median(lost) ?? 0,
    worstLost: Math.max(0, ...lost),
    medianRecoveryMs: median(recoveries),
    worstRecoveryMs: recoveries.length > 0 ? Math.max(...recoveries) : undefined,
  };
}

/** Returns the middle value, or the upper one of the two middle values. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
