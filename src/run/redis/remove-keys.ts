import { sendCommand, withDirectClient } from "../../fixtures/redis/redis-client.ts";
import { inDatabase } from "../../fixtures/redis/redis-url.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import { scanKeys } from "../../fixtures/redis/scan-keys.ts";
import type { Database } from "./databases.ts";
import type { DirectRedis, Reply } from "./direct-redis.ts";

const limitMs = 2_000;

export interface RemovedKeys {
  /** The patterns of the keys of the run: see key-patterns.ts. */
  readonly keyPatterns: readonly string[];
  /** The databases that the bus used. */
  readonly databases: readonly Pick<Database, "number">[];
}

/**
 * Removes every key of one run from a Redis that goes on after the run. If Redis cannot be reached, the
 * keys stay: the run is over by then, and its verdict does not depend on them.
 */
export async function removeKeys(
  redis: RunningRedis,
  { keyPatterns, databases }: RemovedKeys,
): Promise<void> {
  const options = { purpose: "clean-up", timeoutMs: limitMs, tls: redis.endpoint().tls };
  for (const { number } of databases) {
    const url = inDatabase(redis.url(), number);
    await withDirectClient(url, options, async (client) => {
      const ask: DirectRedis["ask"] = async (words) =>
        (await sendCommand(client, words, limitMs)) as Reply;
      for (const pattern of keyPatterns) await removeMatching(ask, pattern);
    }).catch(() => undefined);
  }
}

async function removeMatching(ask: DirectRedis["ask"], pattern: string): Promise<void> {
  for await (const keys of scanKeys(ask, pattern)) {
    if (keys.length > 0) await ask(["UNLINK", ...keys]);
  }
}
