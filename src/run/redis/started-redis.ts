import type { RedisIdentity, RunningRedis } from "../../fixtures/redis/redis.ts";

/** A Redis with the identity of the process that the harness started last. */
export interface StartedRedis extends RunningRedis {
  lastIdentity(): RedisIdentity;
}

/** Asks Redis for its identity, and keeps it up to date at every start that the harness makes. */
export async function withIdentity(redis: RunningRedis): Promise<StartedRedis> {
  let last = await redis.identity();
  return {
    ...redis,
    async startAgain() {
      last = await redis.startAgain();
      return last;
    },
    lastIdentity: () => last,
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  };
}
