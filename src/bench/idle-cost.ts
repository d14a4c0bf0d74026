import { nowMs, sleep } from "../clock.ts";
import { sendCommand } from "../fixtures/redis/redis-client.ts";
import { type BenchContext, replyLimitMs } from "./bench-context.ts";
import type { BlockCell } from "./block-measurement.ts";

export type IdleCost = Pick<
  BlockCell,
  "windowMs" | "readsPerSecond" | "commandsPerSecond" | "serverCpuPercent"
>;

export interface ServerCounters {
  readonly reads: number;
  /** Without INFO, which only this benchmark sends while all consumers are idle. */
  readonly commands: number;
  readonly cpuSeconds: number;
}

/** Measures with the counters of the server. They include every other client of this server. */
export async function measureIdleCost(context: BenchContext, windowMs: number): Promise<IdleCost> {
  const before = await readCounters(context);
  await sleep(windowMs, context.signal);
  const after = await readCounters(context);
  const seconds = (after.atMs - before.atMs) / 1000;
  return {
    windowMs: after.atMs - before.atMs,
    readsPerSecond: (after.reads - before.reads) / seconds,
    commandsPerSecond: (after.commands - before.commands) / seconds,
    serverCpuPercent: ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100,
  };
}

/** Returns the counters in a reply to INFO. */
export function parseCounters(info: string): ServerCounters {
  const calls = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gmu)].map(
    ([, name, count]) => [name, Number(count)] as const,
  );
  const sum = (counted: (name: string | undefined) => boolean) =>
    calls.reduce((total, [name, count]) => total + (counted(name) ? count : 0), 0);
  return {
    reads: sum((name) => name === "xreadgroup"),
    commands: sum((name) => name !== "info"),
    cpuSeconds: field(info, "used_cpu_sys") + field(info, "used_cpu_user"),
  };
}

async function readCounters({ probe }: BenchContext): Promise<ServerCounters & { atMs: number }> {
  const info = String(await sendCommand(probe, ["INFO", "all"], replyLimitMs));
  return { ...parseCounters(info), atMs: nowMs() };
}

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, "mu").exec(info)?.[1] ?? 0);
}
