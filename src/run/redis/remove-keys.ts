import { sendCommand, withDirectClient } from "../../fixtures/redis/redis-client.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { DirectRedis, Reply } from "./direct-redis.ts";
import { scanKeys } from "./scan-keys.ts";

const limitMs = 2_000;

/**
 * Removes every key of one namespace from a Redis that goes on after the run. If Redis cannot be
 * reached, the keys stay: the run is over by then, and its verdict does not depend on them.
 */
export async function removeKeys(redis: RunningRedis, namespace: string): Promise<void> {
  const options = { purpose: "clean-up", timeoutMs: limitMs };
  await withDirectClient(redis.url(), options, async (client) => {
    const ask: DirectRedis["ask"] = async (words) =>
      (await sendCommand(client, words, limitMs)) as Reply;
    for await (const keys of scanKeys(ask, namespace)) {
      if (keys.length > 0) await ask(["UNLINK", ...keys]);
    }
  }).catch(() => undefined);
}
