import type { RedisProvider, RunningRedis } from "../fixtures/redis/redis.ts";

/**
 * Hands out one server to many runs, which keep apart by their namespaces. It is asked for its
 * identity once, and stays when a run is done with it: whoever started it ends it.
 */
export async function shareRedis(
  provider: RedisProvider,
  redis: RunningRedis,
): Promise<RedisProvider> {
  const identity = await redis.identity();
  const shared: RunningRedis = {
    ...redis,
    identity: async () => identity,
    [Symbol.asyncDispose]: async () => {},
  };
  // Nothing may kill or stop what others stand on.
  return { ...provider, controlsProcess: false, start: async () => shared };
}
