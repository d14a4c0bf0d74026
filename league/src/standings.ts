import type { ComparedRun } from "./compare.ts";
import type { Expectation } from "./entry.ts";

/** The runs of a variant, which were repeated with several seeds, put together. */
export interface Standing {
  /** Such as `partition/reset`. */
  readonly run: string;
  readonly expectation: Expectation | undefined;
  readonly repeats: number;
  readonly failed: number;
  readonly unknown: number;
  readonly applicable: boolean;
  /** The kinds of the findings that failed the runs. */
  readonly kinds: readonly string[];
  /** Messages that the library had to deliver and did not. */
  readonly lost: Figures;
  /** Messages that it may lose: its guarantees allow it while it is disconnected, or the run is a self-check. */
  readonly lostAllowed: Figures;
  /** Upper end of the recovery, in milliseconds. `Infinity` if a run did not recover, `undefined` without a fault. */
  readonly recoveryMs: Pick<Figures, "median" | "worst"> | undefined;
  /** The runs whose verdict is not the expected one. */
  readonly deviations: readonly ComparedRun[];
}

/** A figure of several runs. */
export interface Figures {
  readonly median: number;
  readonly worst: number;
  /** The runs in which it is above zero. */
  readonly runs: number;
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
  const recoveries = results.flatMap(({ recovery }) =>
    recovery ? [recovery.upperMs ?? Infinity] : [],
  );
  return {
    run,
    expectation: repeated[0]?.expectation,
    repeats: results.length,
    failed: count("fail"),
    unknown: count("unknown"),
    applicable: count("not-applicable") < results.length,
    kinds: [...new Set(failing.map(({ kind }) => kind))],
    lost: figuresOf(results.map(({ counts }) => counts.lost - counts.lostAllowed)),
    lostAllowed: figuresOf(results.map(({ counts }) => counts.lostAllowed)),
    recoveryMs: recoveries.length > 0 ? figuresOf(recoveries) : undefined,
    deviations: repeated.filter(({ outcome }) => outcome !== "as-expected"),
  };
}

function figuresOf(values: readonly number[]): Figures {
  return {
    median: median(values) ?? 0,
    worst: Math.max(0, ...values),
    runs: values.filter((each) => each > 0).length,
  };
}

/** Returns the middle value, or the upper one of the two middle values. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
