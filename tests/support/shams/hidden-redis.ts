import * as real from "../../../src/fixtures/redis/redis-process.ts";
import type { ProcessProvider } from "../../../src/fixtures/redis/redis-process.ts";

/** Leads the auditor to a port where nothing listens; the bus has its own way, through its link. */
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
