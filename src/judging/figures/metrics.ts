/** Figures derived from a history alone. Times are milliseconds since the run began. */
export interface Metrics {
  readonly counts: Counts;
  /** From the intended time to the acknowledgement. */
  readonly publishLatency: Percentiles | undefined;
  /** From the intended time to the start of the first handling, per group and message. */
  readonly deliveryLatency: Percentiles | undefined;
  /** The same before the first fault: the run's own steady state. */
  readonly steadyDeliveryLatency: Percentiles | undefined;
  readonly recovery: Recovery | undefined;
  /** Largest delay of the harness's own event loop since the last heal: starved, it cannot judge time. */
  readonly harnessDelayMs: number;
}

/** The counts of `report.json`; `delivered`, `lost`, … are per message and group. */
export interface Counts {
  readonly published: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly inDoubt: number;
  readonly delivered: number;
  readonly lost: number;
  readonly dropped: number;
  readonly late: number;
  readonly duplicates: number;
  readonly unexplainedDuplicates: number;
  readonly unexpected: number;
  readonly corrupt: number;
  readonly reordered: number;
  readonly recoveredInDoubt: number;
}

export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Recovery from the last heal: the slowest publisher or subscriber decides, never the mean. */
export interface Recovery {
  /** Bracket that holds the true value; `Infinity` if it never came. */
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly limitMs: number;
  readonly perProcess: readonly ProcessRecovery[];
  /** Publishers and subscribers without a single probe after the heal: nothing is known of them. */
  readonly unprobed: readonly string[];
}

export interface ProcessRecovery {
  readonly process: string;
  readonly lowerMs: number;
  readonly upperMs: number;
  /** From the verified heal to the last probe: how long a recovery could have been seen. */
  readonly watchedMs: number;
  /** No probe was ever completed. */
  readonly isDeaf: boolean;
  readonly pace: Pace;
  /** Share of the load since the heal that the harness itself was too late to send. */
  readonly heldUpShare: number;
}

/** What a publisher or group did before the first fault and after the last heal, a second. */
export interface Pace {
  /** In the steady phase: what was intended, and what was done with. */
  readonly offeredPerSecond: number;
  readonly settledPerSecond: number;
  /** A backlog grew through the steady phase already. */
  readonly fellBehind: boolean;
  /** Completed in the time in which it should have recovered. */
  readonly judgedPerSecond: number;
  /** Late only because of a backlog, and as fast as before. */
  readonly isCatchingUp: boolean;
}
