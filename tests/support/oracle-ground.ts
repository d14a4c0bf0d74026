import { createOracle, type Oracle } from "../../src/run/redis/oracle.ts";
import { startTestRedis } from "./bus-ground.ts";

/** A Redis of its own and the harness's eyes on it. */
export interface OracleGround extends AsyncDisposable {
  readonly oracle: Oracle;
  readonly endpoint: { readonly host: string; readonly port: number };
  /** Adds entries `1-0`, `2-0` and so on, as many as asked. */
  fill(key: string, entries: number): Promise<void>;
}

export async function openOracleGround(): Promise<OracleGround> {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startTestRedis());
  const { signal } = new AbortController();
  const oracle = opening.adopt(createOracle(redis, signal), (each) => each.close());
  const everything = opening.move();
  return {
    oracle,
    endpoint: redis.endpoint(),
    async fill(key, entries) {
      const ids = Array.from({ length: entries }, (_, at) => `${at + 1}-0`);
      await Promise.all(ids.map((id) => oracle.ask(["XADD", key, id, "n", "1"])));
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
