import type { BlockCell } from "./block-measurement.ts";

/**
 * A claim that is often made: "BLOCK 5000 instead of 200 saves 96 % of the calls and adds no latency".
 * The 96 % are 1 - 200/5000.
 */
export const claim = { fromMs: 200, toMs: 5000, savedPercent: 96 } as const;

/** In percentage points: Redis rounds BLOCK up, and a window holds a whole number of reads. */
export const savingTolerance = 2;
/** If a message did not end the wait at once, it would add half of BLOCK on average: 100 ms or more. */
const noticeableLatencyMs = 5;

/** The claim, checked with one number of consumers. */
export interface ClaimCheck {
  readonly consumers: number;
  /** The saving of XREADGROUP calls, which the claim means. */
  readonly savedReadsPercent: number;
  /** The saving of all commands that the consumers send while idle. */
  readonly savedCommandsPercent: number;
  readonly savedCpuPercentPoints: number;
  readonly addedP50Ms: number;
  readonly savesAsClaimed: boolean;
  readonly addsNoLatency: boolean;
}

/** Checks the claim for each number of consumers with which both values were measured. */
export function checkClaim(cells: readonly BlockCell[]): ClaimCheck[] {
  return cells
    .filter(({ blockMs }) => blockMs === claim.fromMs)
    .flatMap((from) => {
      const to = cells.find(
        ({ blockMs, consumers }) => blockMs === claim.toMs && consumers === from.consumers,
      );
      return to === undefined ? [] : [compare(from, to)];
    });
}

function compare(from: BlockCell, to: BlockCell): ClaimCheck {
  const savedReadsPercent = savedPercent(from.readsPerSecond, to.readsPerSecond);
  const addedP50Ms = to.latency.p50Ms - from.latency.p50Ms;
  return {
    consumers: from.consumers,
    savedReadsPercent,
    savedCommandsPercent: savedPercent(from.commandsPerSecond, to.commandsPerSecond),
    savedCpuPercentPoints: from.serverCpuPercent - to.serverCpuPercent,
    addedP50Ms,
    savesAsClaimed: Math.abs(savedReadsPercent - claim.savedPercent) <= savingTolerance,
    addsNoLatency: addedP50Ms <= noticeableLatencyMs,
  };
}

function savedPercent(from: number, to: number): number {
  return from === 0 ? 0 : (1 - to / from) * 100;
}
