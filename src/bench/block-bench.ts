import { randomBytes } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";

import { nowMs, wallTime } from "../clock.ts";
import { announceRun } from "../fixtures/redis/external/announce-run.ts";
import { namespaceOfRun } from "../fixtures/redis/external/run-namespace.ts";
import { closeDirectClient, openDirectClient } from "../fixtures/redis/redis-client.ts";
import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";
import { createEmbeddedLinkFactory } from "../link/embedded/embedded-link.ts";
import { inParallel } from "../run/in-parallel.ts";
import { throughLink } from "../run/participants/through-link.ts";
import { type BenchContext, replyLimitMs } from "./bench-context.ts";
import type { BlockBenchResult } from "./block-bench-result.ts";
import { measureCell } from "./block-cell.ts";
import { checkClaim } from "./block-claim.ts";
import type { BlockCell, BlockMeasurement, DeadConnection } from "./block-measurement.ts";
import type { BlockPlan } from "./block-plan.ts";
import { cellText, deadConnectionText } from "./block-text.ts";
import { measureDeadConnection } from "./dead-connection.ts";
import { recommendBlock } from "./recommend-block.ts";

export interface BlockBenchOptions {
  readonly plan: BlockPlan;
  readonly provider: RedisProvider;
  readonly signal: AbortSignal;
  /** Called with every figure as text, once it is measured. */
  readonly note: (text: string) => void;
  /** Called with all figures so far after each new one, so that an interruption loses none. */
  readonly onMeasured?: (soFar: BlockMeasurement) => void;
}

/**
 * Measures the cost and the benefit of BLOCK timeouts for the streams bus, on a Redis that it starts and
 * ends. Rejects with the signal's reason if it is aborted. Leaves no key and no connection in any case.
 */
export async function runBlockBench(options: BlockBenchOptions): Promise<BlockBenchResult> {
  const { plan, provider, signal } = options;
  const [startedAt, startMs] = [wallTime(), nowMs()];
  const machine = { cpus: availableParallelism(), load: loadavg()[0] ?? 0 };
  // Without persistence, because with it the disk would take most of the time of a delivery.
  await using redis = await provider.start({ persistence: "off", signal });
  const { server, version } = await redis.identity();
  const measured = await measureOn(redis, options).catch((error: unknown) => {
    signal.throwIfAborted(); // The reason of an interruption says more than the error it causes.
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
  await using opened = new AsyncDisposableStack();
  const runId = randomBytes(4).toString("hex");
  if (redis.provider === "external") opened.use(await announceRun(redis, runId));
  // Without the signal, because it must remove the keys also after an interruption.
  const directOptions = { purpose: "bench", timeoutMs: replyLimitMs, tls: redis.endpoint().tls };
  const probe = await openDirectClient(redis.url(), directOptions);
  opened.defer(() => closeDirectClient(probe));
  const busUrl = await openBusUrl(redis, opened);
  const namespace = namespaceOfRun(runId);
  const context: BenchContext = { redis, busUrl, probe, namespace, signal: options.signal };
  const cells = await measureCells(context, options);
  return { cells, deadConnections: await measureDeadConnections(context, options, cells) };
}

/** Returns the URL of Redis itself, or of a link to it that ends its TLS. */
async function openBusUrl(redis: RunningRedis, opened: AsyncDisposableStack): Promise<string> {
  if (redis.endpoint().tls === undefined) return redis.url();
  const links = opened.use(createEmbeddedLinkFactory());
  return throughLink(redis.url(), await links.open("bench", redis.endpoint()));
}

async function measureCells(
  context: BenchContext,
  { plan, note, onMeasured }: BlockBenchOptions,
): Promise<BlockCell[]> {
  const cells: BlockCell[] = [];
  for (const [index, planned] of plan.cells.entries()) {
    const cell = await measureCell(context, planned, plan);
    note(`${index + 1}/${plan.cells.length} ${cellText(cell)}`);
    cells.push(cell);
    onMeasured?.({ cells, deadConnections: [] });
  }
  return cells;
}

/** Measures all values at the same time: each waits on its own connections, and none is busy. */
async function measureDeadConnections(
  context: BenchContext,
  { plan, note, onMeasured }: BlockBenchOptions,
  cells: readonly BlockCell[],
): Promise<DeadConnection[]> {
  const limitMs = plan.deadLimitMs;
  const measured: DeadConnection[] = [];
  await using links = createEmbeddedLinkFactory();
  return await inParallel(plan.deadBlocksMs, plan.deadBlocksMs.length, async (blockMs) => {
    const dead = await measureDeadConnection(context, { blockMs, limitMs, links });
    note(deadConnectionText(dead));
    measured.push(dead);
    onMeasured?.({ cells, deadConnections: measured });
    return dead;
  });
}
