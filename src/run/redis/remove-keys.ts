import { sendCommand, withDirectClient } from "../../fixtures/redis/redis-client.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Reply } from "./direct-redis.ts";
import { scanKeys } from "./scan-keys.ts";

const limitMs = 2_000;

/**
 * Removes every key of one namespace from a Redis that goes on after the run. One that cannot be
 * reached keeps them: by then the run is over, and its verdict does not hang on it.
 */
export async function removeKeys(redis: RunningRedis, namespace: string): Promise<void> {
  const options = { purpose: "clean-up", timeoutMs: limitMs };
  await withDirectClient(redis.url(), options, async (client) => {
    const ask = async (words: readonly string[]): Promise<Reply> =>
      (await sendCommand(client, words, limitMs)) as Reply;
    for await (const keys of scanKeys(ask, namespace)) {
      if (keys.length > 0) await ask(["UNLINK", ...keys]);
    }
  }).catch(() => undefined);
}
