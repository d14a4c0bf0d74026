import { describe, expect, test } from "vitest";

import { requirement } from "../../tests/support/requirements.ts";
import { ask, eventually, missingRedis, startTestRedis } from "../../tests/support/test-bus.ts";
import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";
import { runBlockBench } from "./block-bench.ts";
import type { BlockPlan } from "./block-plan.ts";

const tinyPlan: BlockPlan = {
  mode: "quick",
  cells: [{ blockMs: 50, consumers: 1, windowMs: 1000 }],
  latency: { samples: 20, warmupSamples: 2, meanPauseMs: 1 },
  closings: 1,
  deadBlocksMs: [50],
  deadLimitMs: 10_000,
};

const positive: unknown = expect.toSatisfy((value: number) => value > 0, "above zero");

const { title, skip } = requirement("redis", "the BLOCK benchmark", missingRedis);

describe.skipIf(skip)(title, () => {
  test("the benchmark measures a cell, judges it, and leaves no key and no connection", async () => {
    await using redis = await startTestRedis();
    const notes: string[] = [];
    const result = await runBlockBench({
      plan: tinyPlan,
      provider: providerOf(redis),
      signal: new AbortController().signal,
      note: (text) => void notes.push(text),
    });

    expect(result.cells).toEqual([
      {
        blockMs: 50,
        consumers: 1,
        windowMs: positive,
        readsPerSecond: positive,
        commandsPerSecond: positive,
        serverCpuPercent: positive,
        lostConnections: 0,
        latency: { p50Ms: positive, p99Ms: positive, samples: 20 },
        closeMs: positive,
      },
    ]);
    expect(result.deadConnections).toEqual([
      { blockMs: 50, limitMs: 10_000, deliveredMs: positive },
    ]);
    expect(result.recommendation.judged).toHaveLength(1);
    expect(notes).toHaveLength(2);
    expect(await ask(redis, "DBSIZE")).toBe(0);
    expect(await clientNames(redis)).not.toContainEqual(expect.stringMatching(/bench/u));
  });

  test("the benchmark ends with the reason of an interruption, and leaves no key and no connection", async () => {
    await using redis = await startTestRedis();
    const interruption = new AbortController();
    const running = runBlockBench({
      plan: { ...tinyPlan, cells: [{ blockMs: 1000, consumers: 3, windowMs: 60_000 }] },
      provider: providerOf(redis),
      signal: interruption.signal,
      note: () => undefined,
    });
    const reason = new Error("interrupted");
    const ended = running.catch((error: unknown) => error);
    await eventually(
      async () => (await clientNames(redis)).includes("bench-1000x3:reader"),
      "a reader",
    );
    interruption.abort(reason);
    expect(await ended).toBe(reason);
    expect(await ask(redis, "DBSIZE")).toBe(0);
    expect(await clientNames(redis)).not.toContainEqual(expect.stringMatching(/bench/u));
  });
});

async function clientNames(redis: RunningRedis): Promise<string[]> {
  const clients = String(await ask(redis, "CLIENT", "LIST"));
  return [...clients.matchAll(/ name=(\S+)/gu)].map(([, name]) => name ?? "");
}

/** A Redis that survives the benchmark, so that a test can see what the benchmark leaves. */
function providerOf(redis: RunningRedis): RedisProvider {
  const borrowed = { ...redis, [Symbol.asyncDispose]: async () => undefined };
  return { name: "process", controlsProcess: true, start: async () => borrowed };
}
