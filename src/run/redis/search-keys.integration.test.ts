import { describe, expect, test } from "vitest";

import { openDirectTestRedis } from "../../../tests/support/direct-test-redis.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import { createPayload, createPayloadFinder } from "../../workload/payload.ts";
import type { DirectRedis } from "./direct-redis.ts";
import { searchKeys } from "./search-keys.ts";

const { title, skip } = requirement("redis", "the search through keys", missingRedis);
const runId = "run";
const message = "publisher-0/7";
const topic = "orders";
const payload = createPayload({ runId, publisher: "publisher-0", sequence: 7, topic, bytes: 0 });
const job = JSON.stringify({ data: payload });

async function search({ ask }: Pick<DirectRedis, "ask">, pattern = "*", parts = 1000) {
  const databases = [{ number: 0, ask }];
  const find = createPayloadFinder(runId);
  return await searchKeys({
    databases,
    patterns: [pattern],
    find,
    limits: { ms: 10_000, parts },
  });
}

describe.skipIf(skip)(title, () => {
  test.each<[string, readonly (readonly string[])[], object]>([
    ["a list", [["RPUSH", "q", job]], { key: "q", type: "list" }],
    ["a sorted set", [["ZADD", "q", "1", job]], { key: "q", type: "zset" }],
    ["a set", [["SADD", "q", job]], { key: "q", type: "set" }],
    ["a string", [["SET", "q", job]], { key: "q", type: "string" }],
    ["a stream", [["XADD", "q", "*", "f", job]], { key: "q", type: "stream" }],
    ["a field of a hash", [["HSET", "q", "17", job]], { key: "q", type: "hash" }],
  ])("a payload is found in %s", async (_where, commands, place) => {
    await using redis = await openDirectTestRedis();
    for (const command of commands) await redis.direct.ask(command);
    const { found, keys, complete } = await search(redis.direct);
    expect(found).toEqual([{ message, ...place }]);
    expect({ keys, complete }).toEqual({ keys: 1, complete: true });
  });

  test("a payload in a hash of its own is found with the list that names its id, and its lock", async () => {
    await using redis = await openDirectTestRedis();
    const { ask } = redis.direct;
    await ask(["HSET", "bull:orders:17", "name", "job", "data", payload]);
    await ask(["SADD", "bull:orders:stalled", "17"]);
    await ask(["RPUSH", "bull:orders:active", "16", "17"]);
    await ask(["RPUSH", "bull:others:wait", "17"]);
    const queue = { key: "bull:orders:active", type: "list" };
    const place = { message, key: "bull:orders:17", type: "hash", queue };
    expect((await search(redis.direct)).found).toEqual([place]);
    await ask(["SET", "bull:orders:17:lock", "worker"]);
    const locked = { ...place, lock: "bull:orders:17:lock" };
    expect((await search(redis.direct)).found).toEqual([locked]);
  });

  test("a payload in a hash of all jobs is found with the list that names its field", async () => {
    await using redis = await openDirectTestRedis();
    await redis.direct.ask(["HSET", "bq:orders:jobs", "17", job]);
    await redis.direct.ask(["RPUSH", "bq:orders:waiting", "17"]);
    const { found } = await search(redis.direct);
    expect(found).toMatchObject([{ message, queue: { key: "bq:orders:waiting" } }]);
  });

  test("a key that no pattern matches is not searched, but counts", async () => {
    await using redis = await openDirectTestRedis();
    await redis.direct.ask(["RPUSH", "theirs", job]);
    expect(await search(redis.direct, "ours:*")).toEqual({ found: [], keys: 1, complete: true });
  });

  test("a search that ends at a bound is not complete", async () => {
    await using redis = await openDirectTestRedis();
    await redis.direct.ask(["RPUSH", "q", "1", "2", "3"]);
    expect((await search(redis.direct, "*", 2)).complete).toBe(false);
  });
});
