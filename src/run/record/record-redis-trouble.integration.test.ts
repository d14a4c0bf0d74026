import { describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import type { OperationDraft } from "../../history/operation.ts";
import { waitPatiently } from "../../patience.ts";
import { createDirectRedis } from "../redis/direct-redis.ts";
import { withIdentity } from "../redis/started-redis.ts";
import { recordRedisTrouble } from "./record-redis-trouble.ts";

const server = findRedisServer();
const missing = server === undefined ? "there is no redis-server" : undefined;
const { title, skip } = requirement("redis", "the look for trouble of Redis", missing);
const { signal } = new AbortController();

describe.skipIf(skip)(title, () => {
  const provider = createProcessProvider(server ?? "");
  // Lets a test move the data of Redis to a folder where it cannot write.
  const settings = ["--enable-protected-configs", "yes"];
  const start = async () =>
    await withIdentity(await provider.start({ persistence: "off", signal, arguments: settings }));

  async function troublesOf(redis: Awaited<ReturnType<typeof start>>): Promise<OperationDraft[]> {
    const recorded: OperationDraft[] = [];
    const directRedis = createDirectRedis(redis, signal);
    const recorder = { record: (operation: OperationDraft) => recorded.push(operation) };
    await recordRedisTrouble({ recorder, redis, directRedis });
    directRedis.close();
    return recorded;
  }

  test("records nothing for a Redis that works, also after a restart by the harness", async () => {
    await using redis = await start();
    expect(await troublesOf(redis)).toEqual([]);
    await redis.kill("SIGKILL");
    await redis.startAgain();
    expect(await troublesOf(redis)).toEqual([]);
  });

  test("records a Redis that ended although the harness did not end it", async () => {
    await using redis = await start();
    process.kill(redis.lastIdentity().processId, "SIGKILL");
    await redis.kill("SIGKILL");
    expect(await troublesOf(redis)).toMatchObject([{ trouble: "died" }]);
  });

  test("records a Redis that another process has replaced", async () => {
    await using redis = await start();
    const replaced = {
      ...redis,
      lastIdentity: () => ({ ...redis.lastIdentity(), runId: "other" }),
    };
    expect(await troublesOf(replaced)).toMatchObject([
      { trouble: "died", detail: "another process answers at its address" },
    ]);
  });

  test("records a Redis whose last snapshot failed", async () => {
    await using redis = await start();
    const directRedis = createDirectRedis(redis, signal);
    await directRedis.ask(["CONFIG", "SET", "dir", "/proc"]);
    await directRedis.ask(["BGSAVE"]);
    const failed = async () =>
      String(await directRedis.ask(["INFO", "persistence"])).includes("rdb_last_bgsave_status:err");
    await waitPatiently(failed, { what: "the snapshot to fail", timeoutMs: 5_000, signal });
    directRedis.close();
    expect(await troublesOf(redis)).toMatchObject([{ trouble: "cannot-write" }]);
  });
});
