/** Apart from the options, so that help does not import what an exploration needs. */
export const exploreDefaults = {
  /** A run without any fault takes a fifth of a second, a half-open connection is noticed in 2 s. */
  recoveryLimitMs: 5_000,
  /** Most of them wait: a third for a bus to notice that its connection is dead. */
  jobs: 64,
} as const;

/** A second fault on the way back takes its time too. */
export function standardRecoveryMs(depth: number): number {
  return exploreDefaults.recoveryLimitMs * depth;
}
