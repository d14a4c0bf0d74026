import { randomUUID } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";

import { nowMs, wallTime } from "../clock.ts";
import { closeDirectClient, openDirectClient } from "../fixtures/redis/redis-client.ts";
import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";
import { createEmbeddedLinkFactory } from "../link/embedded/embedded-link.ts";
import { inParallel } from "../run/in-parallel.ts";
import { type BenchGround, replyLimitMs } from "./bench-ground.ts";
import { measureCell } from "./block-cell.ts";
import { checkClaim, type ClaimCheck } from "./block-claim.ts";
import type {
  BlockCell,
  BlockMeasurement,
  DeadConnection,
  MeasuredServer,
} from "./block-measurement.ts";
import type { BlockPlan } from "./block-plan.ts";
import { cellText, deadConnectionText } from "./block-text.ts";
import { measureDeadConnection } from "./dead-connection.ts";
import { type Recommendation, recommendBlock } from "./recommend-block.ts";

export interface BlockBenchOptions {
  readonly plan: BlockPlan;
  readonly provider: RedisProvider;
  readonly signal: AbortSignal;
  /** Told about every figure as it comes. */
  readonly note: (text: string) => void;
  /** Told all figures so far after each new one, so that an interruption loses none. */
  readonly onMeasured?: (soFar: BlockMeasurement) => void;
}

export interface BlockBenchResult extends BlockMeasurement {
  readonly mode: BlockPlan["mode"];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly redis: MeasuredServer;
  readonly machine: MachineLoad;
  readonly recommendation: Recommendation;
  readonly claim: readonly ClaimCheck[];
}

interface MachineLoad {
  readonly cpus: number;
  /** How many processes wanted to run in the minute before it began. */
  readonly load: number;
}

/**
 * Measures what the BLOCK timeout of the streams bus costs and brings, on one Redis that it starts
 * and ends. Rejects with the signal's reason when it is aborted; nothing is left behind either way.
 */
export async function runBlockBench(options: BlockBenchOptions): Promise<BlockBenchResult> {
  const { plan, provider, signal } = options;
  const [startedAt, startMs] = [wallTime(), nowMs()];
  const machine = { cpus: availableParallelism(), load: loadavg()[0] ?? 0 };
  // Without persistence, because the disk would be most of what a delivery takes.
  await using redis = await provider.start({ persistence: "off", signal });
  const { server, version } = await redis.identity();
  const measured = await measureOn(redis, options).catch((error: unknown) => {
    signal.throwIfAborted(); // What fails because of an interruption says less than its reason.
    throw error;
  });
  return {
    mode: plan.mode,
    startedAt,
    durationMs: nowMs() - startMs,
    redis: { provider: provider.name, server, version },
    machine,
    ...measured,
    recommendation: recommendBlock(measured),
    claim: checkClaim(measured.cells),
  };
}

async function measureOn(
  redis: RunningRedis,
  options: BlockBenchOptions,
): Promise<BlockMeasurement> {
  // Not given the signal: it removes the keys after an interruption too.
  const probe = await openDirectClient(redis.url(), { purpose: "bench", timeoutMs: replyLimitMs });
  const namespace = `bus-chaos:bench:${randomUUID()}:`;
  const ground: BenchGround = { redis, probe, namespace, signal: options.signal };
  try {
    const cells = await measureCells(ground, options);
    return { cells, deadConnections: await measureDeadConnections(ground, options, cells) };
  } finally {
    closeDirectClient(probe);
  }
}

async function measureCells(
  ground: BenchGround,
  { plan, note, onMeasured }: BlockBenchOptions,
): Promise<BlockCell[]> {
  const cells: BlockCell[] = [];
  for (const [index, planned] of plan.cells.entries()) {
    const cell = await measureCell(ground, planned, plan);
    note(`${index + 1}/${plan.cells.length} ${cellText(cell)}`);
    cells.push(cell);
    onMeasured?.({ cells, deadConnections: [] });
  }
  return cells;
}

/** All at once: each waits on connections of its own, and none is busy. */
async function measureDeadConnections(
  ground: BenchGround,
  { plan, note, onMeasured }: BlockBenchOptions,
  cells: readonly BlockCell[],
): Promise<DeadConnection[]> {
  const limitMs = plan.deadLimitMs;
  const measured: DeadConnection[] = [];
  await using links = createEmbeddedLinkFactory();
  return await inParallel(plan.deadBlocksMs, plan.deadBlocksMs.length, async (blockMs) => {
    const dead = await measureDeadConnection(ground, { blockMs, limitMs, links });
    note(deadConnectionText(dead));
    measured.push(dead);
    onMeasured?.({ cells, deadConnections: measured });
    return dead;
  });
}
