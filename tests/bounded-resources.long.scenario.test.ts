import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import type { BusModule } from "../src/bus/contract.ts";
import { cachingBus, poolingBus } from "./support/bounded-buses.ts";
import { requirement } from "./support/requirements.ts";
import { findVariant, runBus } from "./support/run-bus.ts";
import { missingRedis } from "./support/test-bus.ts";

const { title, skip } = requirement("redis", "a resource with a bound", missingRedis);
const limitMs = 240_000;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-bounded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the verdict of `leak/calm`, and the summary of what it found. */
async function leakOf(bus: BusModule): Promise<string> {
  const options = { scenarios: [findVariant("leak/calm")], recoveryLimitMs: 10_000 };
  const [record] = await runBus(bus, { ...options, folder: () => join(folder, bus.name) });
  if (record?.kind !== "judged") throw new Error(`${bus.name} was not judged`);
  return `${record.judgement.verdict}: ${record.judgement.summary}`;
}

describe.skipIf(skip)(title, { timeout: limitMs }, () => {
  test("a pool that fills up to ten connections in ten rounds is no leak", async () => {
    expect(await leakOf(poolingBus(10))).toMatch(/^pass/);
  });

  test("a pool that grows without a bound is a leak", async () => {
    expect(await leakOf(poolingBus(Infinity))).toMatch(/^fail: .*server\.connections/);
  });

  test("a cache of the last 5000 messages is no leak", async () => {
    expect(await leakOf(cachingBus(5000))).toMatch(/^pass/);
  });

  test("a cache that keeps every message is a leak", async () => {
    expect(await leakOf(cachingBus(Infinity))).toMatch(/^fail: .*the heap grows/);
  });
});
