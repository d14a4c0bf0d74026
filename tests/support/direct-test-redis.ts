import { createDirectRedis, type DirectRedis } from "../../src/run/redis/direct-redis.ts";
import { startTestRedis } from "./test-bus.ts";

/** A Redis server for one test, with direct access to it. */
export interface DirectTestRedis extends AsyncDisposable {
  readonly direct: DirectRedis;
  readonly endpoint: { readonly host: string; readonly port: number };
  /** Adds this number of entries: `1-0`, `2-0` and so on. */
  fill(key: string, entries: number): Promise<void>;
}

export async function openDirectTestRedis(): Promise<DirectTestRedis> {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startTestRedis());
  const { signal } = new AbortController();
  const direct = opening.adopt(createDirectRedis(redis, signal), (each) => each.close());
  const everything = opening.move();
  return {
    direct,
    endpoint: redis.endpoint(),
    async fill(key, entries) {
      const ids = Array.from({ length: entries }, (_, at) => `${at + 1}-0`);
      await Promise.all(ids.map((id) => direct.ask(["XADD", key, id, "n", "1"])));
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
