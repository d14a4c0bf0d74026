import { command, withDirectClient } from "../fixtures/redis-client.ts";
import type { RunningRedis } from "../fixtures/redis.ts";

const limitMs = 2_000;
const keysPerScan = "1000";

/**
 * Removes every key of one namespace from a Redis that goes on after the run. One that cannot be
 * reached keeps them: by then the run is over, and its verdict does not hang on it.
 */
export async function removeKeys(redis: RunningRedis, namespace: string): Promise<void> {
  const options = { purpose: "clean-up", timeoutMs: limitMs };
  await withDirectClient(redis.url(), options, async (client) => {
    let cursor = "0";
    do {
      const scan = ["SCAN", cursor, "MATCH", `${namespace}*`, "COUNT", keysPerScan];
      const [next, keys] = (await command(client, scan, limitMs)) as [string, string[]];
      if (keys.length > 0) await command(client, ["UNLINK", ...keys], limitMs);
      cursor = next;
    } while (cursor !== "0");
  }).catch(() => undefined);
}
