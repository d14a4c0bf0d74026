import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { findVariant } from "../../../tests/support/run-bus.ts";
import { ask, missingRedis, startTestRedis } from "../../../tests/support/test-bus.ts";
import { streamsBus } from "../../bus/streams/streams-bus.ts";
import { runScenarios } from "../run-scenarios.ts";
import { removeKeys } from "./remove-keys.ts";

const { title, skip } = requirement("redis", "the keys of a run", missingRedis);

const ofDatabase0 = { databases: [{ number: 0 }] };

describe.skipIf(skip)(title, () => {
  test("removeKeys removes every key of the namespace, and no other key", async () => {
    await using redis = await startTestRedis();
    const names = Array.from({ length: 2500 }, (_, at) => `run:one:${at}`);
    await ask(redis, "MSET", ...names.flatMap((name) => [name, "1"]));
    await ask(redis, "MSET", "run:two:1", "1", "one:run:1", "1");
    await removeKeys(redis, { ...ofDatabase0, keyPatterns: ["run:one:*"] });
    expect(await keysOf(redis)).toEqual(["one:run:1", "run:two:1"]);
  });

  test("a run on an external Redis leaves no key of its own", async () => {
    await using redis = await startTestRedis();
    await ask(redis, "SET", "theirs", "1");
    const folder = mkdtempSync(join(tmpdir(), "bus-chaos-keys-"));
    const request = {
      scenarios: [findVariant("fan-out/calm")],
      bus: streamsBus,
      seed: 1,
      repeat: 1,
      untilFail: false,
      provider: "external",
      redisUrl: redis.url(),
      allowRemote: false,
      link: "embedded",
      recoveryLimitMs: 5000,
      folder: () => folder,
    } as const;
    const [record] = await runScenarios(request, {
      onEvent: () => {},
      signal: new AbortController().signal,
    });
    rmSync(folder, { recursive: true, force: true });
    expect(record?.kind === "judged" && record.judgement.verdict).toBe("pass");
    expect(await keysOf(redis)).toEqual(["theirs"]);
  });

  test("removeKeys resolves if Redis cannot be reached", async () => {
    const redis = await startTestRedis();
    await redis[Symbol.asyncDispose]();
    await expect(
      removeKeys(redis, { ...ofDatabase0, keyPatterns: ["run:*"] }),
    ).resolves.toBeUndefined();
  });
});

async function keysOf(redis: Parameters<typeof ask>[0]): Promise<string[]> {
  return ((await ask(redis, "KEYS", "*")) as string[]).toSorted();
}
