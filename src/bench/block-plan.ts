/** The BLOCK values that are measured, for how long and how often. */
export interface BlockPlan {
  readonly mode: "quick" | "full";
  readonly cells: readonly CellPlan[];
  readonly latency: LatencyPlan;
  /** Subscriptions closed per cell. */
  readonly closings: number;
  /** The BLOCK values whose reaction to a dead connection is measured. */
  readonly deadBlocksMs: readonly number[];
  /** After this time a dead connection counts as never noticed. */
  readonly deadLimitMs: number;
}

export interface CellPlan {
  readonly blockMs: number;
  readonly consumers: number;
  readonly windowMs: number;
}

export interface LatencyPlan {
  readonly samples: number;
  readonly warmupSamples: number;
  /** Mean of the random pauses between messages, which are distributed as in a Poisson process. */
  readonly meanPauseMs: number;
}

const blocksMs = [0, 50, 200, 1000, 5000];

/**
 * Takes less than a minute. No window is shorter than BLOCK. With many consumers a window is at least
 * twice BLOCK and a multiple of 2 s, because they read, and look for abandoned messages every 2 s, all
 * at the same time.
 */
export const quickPlan: BlockPlan = {
  mode: "quick",
  cells: [
    { blockMs: 0, consumers: 1, windowMs: 3000 },
    { blockMs: 50, consumers: 1, windowMs: 3000 },
    { blockMs: 200, consumers: 1, windowMs: 3000 },
    { blockMs: 1000, consumers: 1, windowMs: 3000 },
    { blockMs: 5000, consumers: 1, windowMs: 5000 },
    { blockMs: 200, consumers: 100, windowMs: 4000 },
    { blockMs: 1000, consumers: 100, windowMs: 4000 },
    { blockMs: 5000, consumers: 100, windowMs: 10_000 },
  ],
  latency: { samples: 200, warmupSamples: 20, meanPauseMs: 2 },
  closings: 3,
  deadBlocksMs: blocksMs,
  deadLimitMs: 8000,
};

/** Takes less than five minutes. */
export const fullPlan: BlockPlan = {
  mode: "full",
  cells: [1, 10, 100].flatMap((consumers) =>
    blocksMs.map((blockMs) => ({ blockMs, consumers, windowMs: 10_000 })),
  ),
  latency: { samples: 1000, warmupSamples: 50, meanPauseMs: 5 },
  closings: 9,
  deadBlocksMs: blocksMs,
  deadLimitMs: 60_000,
};
