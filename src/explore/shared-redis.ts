import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";

/**
 * Creates a provider that gives the same server to every run; each run has a namespace of its own. A run
 * that disposes of the server does not stop it: the caller started the server and stops it.
 */
export async function shareRedis(
  provider: RedisProvider,
  redis: RunningRedis,
): Promise<RedisProvider> {
  const identity = await redis.identity();
  const shared: RunningRedis = {
    ...redis,
    isShared: true,
    identity: async () => identity,
    [Symbol.asyncDispose]: async () => {},
  };
  // No run may kill or pause a server that other runs use.
  return { ...provider, controlsProcess: false, start: async () => shared };
}
