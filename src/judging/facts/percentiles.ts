export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** By nearest rank, so each figure is one that was measured. `undefined` without any values. */
export function percentilesOf(values: Iterable<number>): Percentiles | undefined {
  const sorted = Float64Array.from(values).toSorted();
  const max = sorted.at(-1);
  if (max === undefined) return undefined;
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? max;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max };
}
