import * as real from "../../../src/fixtures/redis/redis-process.ts";
import type { ProcessProvider } from "../../../src/fixtures/redis/redis-process.ts";

/**
 * Creates servers whose `url` names a port where no server listens, so the auditor cannot look at them. The
 * bus still reaches its server, because it goes through its link.
 */
export function createProcessProvider(server: string): ProcessProvider {
  const provider = real.createProcessProvider(server);
  return {
    ...provider,
    async start(options) {
      const redis = await provider.start(options);
      return { ...redis, url: () => "redis://127.0.0.1:1" };
    },
  };
}
