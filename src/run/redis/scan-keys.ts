import { asArray, type DirectRedis } from "./direct-redis.ts";

const keysPerScan = "1000";

/**
 * Yields the keys that match a glob pattern of Redis, a page at a time. A key can come twice if the key
 * space changes during the scan.
 */
export async function* scanKeys(
  ask: DirectRedis["ask"],
  pattern: string,
): AsyncGenerator<readonly string[]> {
  let cursor = "0";
  do {
    const scan = ["SCAN", cursor, "MATCH", pattern, "COUNT", keysPerScan];
    const [next, keys] = asArray(await ask(scan));
    yield asArray(keys).map(String);
    cursor = String(next);
  } while (cursor !== "0");
}
