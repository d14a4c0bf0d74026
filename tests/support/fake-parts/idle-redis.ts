import * as real from "../../../src/fixtures/redis/redis-process.ts";
import type { ProcessProvider } from "../../../src/fixtures/redis/redis-process.ts";

/** Creates servers that report a kill and a new start, and do neither. */
export function createProcessProvider(server: string): ProcessProvider {
  const provider = real.createProcessProvider(server);
  return {
    ...provider,
    async start(options) {
      const redis = await provider.start(options);
      return { ...redis, kill: async () => {}, startAgain: redis.identity };
    },
  };
}
