import type { BlockBenchResult } from "../block-bench-result.ts";
import { checkClaim } from "../block-claim.ts";
import type { BlockCell, BlockMeasurement, DeadConnection } from "../block-measurement.ts";
import { recommendBlock } from "../recommend-block.ts";

/** Returns the figures of an idle machine, except for the given ones. */
export function cell(blockMs: number, given: Partial<BlockCell> = {}): BlockCell {
  const consumers = given.consumers ?? 1;
  return {
    blockMs,
    consumers,
    windowMs: 4000,
    readsPerSecond: (consumers * 1000) / Math.max(100, blockMs),
    commandsPerSecond: consumers * (1000 / Math.max(100, blockMs) + 1.5) + 1.3,
    serverCpuPercent: 0.3,
    lostConnections: 0,
    latency: { p50Ms: 0.3, p99Ms: 1.2, samples: 200 },
    closeMs: 12,
    ...given,
  };
}

/** Returns a dead connection that was noticed 1.6 s after BLOCK, except for the given figures. */
export function dead(blockMs: number, given: Partial<DeadConnection> = {}): DeadConnection {
  return { blockMs, deliveredMs: blockMs + 1600, limitMs: 8000, ...given };
}

/** Returns the figures of an idle machine for these BLOCK values. */
export function measured(...blocksMs: number[]): BlockMeasurement {
  return {
    cells: blocksMs.map((blockMs) => cell(blockMs)),
    deadConnections: blocksMs.map((blockMs) => dead(blockMs)),
  };
}

/** Returns the result of a benchmark with these figures. */
export function resultOf(measurement: BlockMeasurement): BlockBenchResult {
  return {
    mode: "quick",
    startedAt: "2026-01-02T03:04:05.678Z",
    durationMs: 50_000,
    redis: { provider: "process", server: "redis", version: "7.0.15" },
    machine: { cpus: 2, load: 0.4 },
    ...measurement,
    recommendation: recommendBlock(measurement),
    claim: checkClaim(measurement.cells),
  };
}
