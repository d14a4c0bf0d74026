import { test as base } from "vitest";

import { selectProvider } from "../fixtures/redis/redis-provider.ts";
import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";
import type { Link, LinkFactory } from "../link/contract/link.ts";
import { openLinkFactory } from "../link/link-factory.ts";

/**
 * vitest's `test` with fixtures for tests of a bus. A fixture is started when a test first uses it, and
 * vitest ends it.
 *
 * - `redis`: a Redis for this test file alone, which a test can kill and start again. A `redis-server` on
 *   the PATH, or else a container.
 * - `link`: a network path to that Redis for this test alone. `link.endpoint` is its address, and
 *   `link.inject({ kind: "cut", how: "rst" })` cuts its connections.
 *
 *     test("a client comes back", async ({ redis, link }) => {
 *       const client = createClient({ url: `redis://${link.endpoint.host}:${link.endpoint.port}` });
 *       …
 *     });
 */
export const test = base
  .extend("redisProvider", { scope: "file" }, (): Promise<RedisProvider> =>
    selectProvider("auto", {}),
  )
  .extend("redis", { scope: "file" }, async ({ redisProvider }, { onCleanup }) => {
    const { signal } = new AbortController();
    const redis: RunningRedis = await redisProvider.start({ persistence: "everysec", signal });
    onCleanup(() => redis[Symbol.asyncDispose]());
    return redis;
  })
  .extend("linkFactory", { scope: "file" }, async ({}, { onCleanup }) => {
    const { signal } = new AbortController();
    const factory: LinkFactory = await openLinkFactory("auto", { signal });
    onCleanup(() => factory[Symbol.asyncDispose]());
    return factory;
  })
  .extend("link", async ({ redis, linkFactory }, { onCleanup }) => {
    const link: Link = await linkFactory.open("test", redis.endpoint());
    onCleanup(() => link[Symbol.asyncDispose]());
    return link;
  });
