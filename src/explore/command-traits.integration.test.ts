import { afterAll, beforeAll, expect, test } from "vitest";

import { selectProvider } from "../fixtures/redis/redis-provider.ts";
import type { RunningRedis } from "../fixtures/redis/redis.ts";
import { createDirectRedis, type DirectRedis } from "../run/redis/direct-redis.ts";
import { readCommandTraits } from "./command-traits.ts";
import { errorsOf } from "./faults-at-command.ts";

let redis: RunningRedis;
let directRedis: DirectRedis;

beforeAll(async () => {
  const { signal } = new AbortController();
  const provider = await selectProvider("auto");
  redis = await provider.start({ persistence: "off", signal });
  directRedis = createDirectRedis(redis, signal);
});

afterAll(async () => {
  directRedis.close();
  await redis[Symbol.asyncDispose]();
});

test("readCommandTraits asks the server which errors it can give to each command", async () => {
  const names = ["XADD", "XGROUP CREATE", "CLIENT INFO", "NO.SUCH"];
  const traits = await readCommandTraits((words) => directRedis.ask(words), names);
  const errors = names.map((name) => errorsOf(name, traits.get(name)));
  const writing = ["LOADING", "READONLY", "OOM", "MISCONF", "CLUSTERDOWN", "MASTERDOWN"];
  expect(errors).toEqual([writing, writing, [], []]);
});

test("readCommandTraits asks for the command without its subcommand if the server has no subcommands", async () => {
  const ask = async (words: readonly string[]) =>
    words.some((word) => word.includes("|"))
      ? [null]
      : [["xgroup", -2, ["write", "denyoom"], 2, 2, 1]];
  const traits = await readCommandTraits(ask, ["XGROUP CREATE"]);
  expect(traits.get("XGROUP CREATE")?.firstKey).toBe(2);
});
