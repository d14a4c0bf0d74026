import { counted, durationText } from "../wording.ts";
import type { BlockCell, BlockMeasurement } from "./block-measurement.ts";

/** The recommended BLOCK value, and the verdict on each value. */
export interface Recommendation {
  /** `null` if no BLOCK value keeps both limits. */
  readonly blockMs: number | null;
  readonly judged: readonly JudgedBlock[];
}

export interface JudgedBlock {
  readonly blockMs: number;
  /** Every reason against the value; empty if it keeps both limits. */
  readonly objections: readonly string[];
}

/**
 * The most idle reads per second and consumer. An idle consumer also sends about 1.5 commands a second
 * for its group; reading should not cost much more than that.
 */
export const readBudgetPerSecond = 2;

/** The streams bus promises to deliver again over a dead connection within this time. */
export const deadConnectionLimitMs = 5000;

/**
 * Returns the lowest BLOCK value that keeps the read budget with every number of consumers, delivers
 * again over a dead connection within the limit, and gives up no healthy connection. The lowest, because
 * within the budget a longer wait saves almost nothing, but delays the discovery of a dead connection.
 */
export function recommendBlock(measured: BlockMeasurement): Recommendation {
  const blocksMs = [...new Set(measured.cells.map(({ blockMs }) => blockMs))].toSorted(
    (one, other) => one - other,
  );
  const judged = blocksMs.map((blockMs) => ({
    blockMs,
    objections: objections(measured, blockMs),
  }));
  const best = judged.find((one) => one.objections.length === 0);
  return { blockMs: best?.blockMs ?? null, judged };
}

function objections({ cells, deadConnections }: BlockMeasurement, blockMs: number): string[] {
  const own = cells.filter((cell) => cell.blockMs === blockMs);
  const dead = deadConnections.find((one) => one.blockMs === blockMs);
  return [
    readObjection(own),
    lossObjection(own),
    dead === undefined ? "a dead connection was not tried" : deadObjection(dead),
  ].filter((objection) => objection !== undefined);
}

function readObjection(cells: readonly BlockCell[]): string | undefined {
  const rate = Math.max(
    ...cells.map(({ readsPerSecond, consumers }) => readsPerSecond / consumers),
  );
  if (rate <= readBudgetPerSecond) return undefined;
  return `${rate.toFixed(1)} idle reads a second and consumer, budget ${readBudgetPerSecond}`;
}

function lossObjection(cells: readonly BlockCell[]): string | undefined {
  const lost = cells.reduce((total, { lostConnections }) => total + lostConnections, 0);
  return lost === 0 ? undefined : `gave up ${counted(lost, "healthy connection")} while idle`;
}

function deadObjection({
  deliveredMs,
  limitMs,
}: BlockMeasurement["deadConnections"][number]): string | undefined {
  if (deliveredMs === null) {
    return `a dead connection is not noticed within ${durationText(limitMs)}`;
  }
  if (deliveredMs <= deadConnectionLimitMs) return undefined;
  const limit = durationText(deadConnectionLimitMs);
  return `a dead connection costs ${durationText(deliveredMs)}, limit ${limit}`;
}
