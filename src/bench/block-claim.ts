import type { BlockCell } from "./block-measurement.ts";

/**
 * The claim, often made: "BLOCK 5000 instead of 200 saves 96 % of the calls and adds no latency".
 * 96 % is what the quotient of the two says.
 */
export const claim = { fromMs: 200, toMs: 5000, savedPercent: 96 } as const;

/** In points of per cent: Redis rounds BLOCK up, and a window holds a whole number of reads. */
export const savingTolerance = 2;
/** A wait that did not end at once for a message would add half of BLOCK, which is 100 ms or more. */
const noticeableLatencyMs = 5;

/** What one number of consumers says of it. */
export interface ClaimCheck {
  readonly consumers: number;
  /** Of the XREADGROUP calls, which the claim means. */
  readonly savedReadsPercent: number;
  /** Of all that the consumers send while idle. */
  readonly savedCommandsPercent: number;
  readonly savedCpuPercentPoints: number;
  readonly addedP50Ms: number;
  readonly savesAsClaimed: boolean;
  readonly addsNoLatency: boolean;
}

/** One check for each number of consumers that both were measured with. */
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
