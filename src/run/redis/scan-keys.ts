import { asArray, type DirectRedis } from "./direct-redis.ts";

const keysPerScan = "1000";

/**
 * Yields the keys that begin with a namespace, a page at a time. A key can come twice if the key space
 * changes during the scan.
 */
export async function* scanKeys(
  ask: DirectRedis["ask"],
  namespace: string,
): AsyncGenerator<readonly string[]> {
  let cursor = "0";
  do {
    const scan = ["SCAN", cursor, "MATCH", `${namespace}*`, "COUNT", keysPerScan];
    const [next, keys] = asArray(await ask(scan));
    yield asArray(keys).map(String);
    cursor = String(next);
  } while (cursor !== "0");
}
