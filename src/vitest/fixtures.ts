import { test as base } from "vitest";

import { selectProvider } from "../fixtures/redis/redis-provider.ts";
import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";
import type { Link, LinkFactory } from "../link/contract/link.ts";
import { openLinkFactory } from "../link/link-factory.ts";

/**
 * vitest's `test` with what a bus test needs: `redis`, a server of its own for each test file that
 * can be killed and started again, and `link`, a network path to it that can be cut. Both are started
 * on first use and ended by vitest.
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
