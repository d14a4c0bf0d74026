import { once } from "node:events";
import { connect } from "node:net";

import { describe, expect, test } from "vitest";

import {
  openDirectTestRedis,
  type DirectTestRedis,
} from "../../../tests/support/direct-test-redis.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import { takeCensus, type CensusOptions } from "./census.ts";

const { title, skip } = requirement("redis", "the census", missingRedis);
const key = "stream";

function optionsOf({ direct }: DirectTestRedis, busSignal: AbortSignal): CensusOptions {
  return {
    directRedis: direct,
    namespace: "run:",
    streamKeys: [key],
    busSignal,
    listenerWarnings: () => 0,
    intervals: () => 0,
  };
}

/** Returns how much each number of the census grows by a leak. */
async function grownBy(
  redis: DirectTestRedis,
  leak: (busSignal: AbortSignal) => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  const { signal: busSignal } = new AbortController();
  const options = optionsOf(redis, busSignal);
  const before = await takeCensus(options);
  await leak(busSignal);
  const after = await takeCensus(options);
  const grown = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]);
  return Object.fromEntries(grown);
}

describe.skipIf(skip)(title, () => {
  test("the census counts a connection of a client, and no connection of its own", async () => {
    await using redis = await openDirectTestRedis();
    let end = (): void => {};
    const grown = await grownBy(redis, async () => {
      const socket = connect({ ...redis.endpoint });
      end = () => socket.destroy();
      socket.write("*1\r\n$4\r\nPING\r\n");
      await once(socket, "data");
    });
    end();
    expect(grown).toMatchObject({ "server.connections": 1, "process.sockets": 1 });
  });

  test("the census counts a consumer of a group", async () => {
    await using redis = await openDirectTestRedis();
    const grown = await grownBy(redis, async () => {
      await redis.direct.ask(["XGROUP", "CREATE", key, "g", "$", "MKSTREAM"]);
      await redis.direct.ask(["XGROUP", "CREATECONSUMER", key, "g", "left-behind"]);
    });
    expect(grown).toMatchObject({ "server.consumers": 1, "server.connections": 0 });
  });

  test("the census counts shard channels of the namespace apart from other channels", async () => {
    await using redis = await openDirectTestRedis();
    const socket = connect({ ...redis.endpoint });
    const grown = await grownBy(redis, async () => {
      for (const channel of ["run:one", "run:two", "other"]) {
        socket.write(`SSUBSCRIBE ${channel}\r\n`);
        await once(socket, "data");
      }
    });
    socket.destroy();
    expect(grown).toMatchObject({ "server.shardChannels": 2, "server.channels": 0 });
  });

  test("the census counts no shard channels if Redis does not know them", async () => {
    await using redis = await openDirectTestRedis();
    const options = optionsOf(redis, new AbortController().signal);
    const ask: typeof redis.direct.ask = (words) =>
      // A wrong subcommand makes a newer Redis answer as Redis 6.2 does.
      redis.direct.ask(words[1] === "SHARDCHANNELS" ? ["PUBSUB", "SHARDCHANNELZ"] : words);
    const census = await takeCensus({ ...options, directRedis: { ...redis.direct, ask } });
    expect(census).toMatchObject({ "server.shardChannels": 0 });
  });

  test("the census counts the keys of the namespace that never expire", async () => {
    await using redis = await openDirectTestRedis();
    const grown = await grownBy(redis, async () => {
      await redis.direct.ask(["SET", "run:one", "1"]);
      await redis.direct.ask(["SET", "run:two", "2", "EX", "60"]);
      await redis.direct.ask(["SET", "other", "3"]);
    });
    expect(grown).toMatchObject({ "keys.lasting": 1 });
  });

  test("the census counts a listener on the signal of the bus", async () => {
    await using redis = await openDirectTestRedis();
    const grown = await grownBy(redis, async (busSignal) => {
      busSignal.addEventListener("abort", () => {});
    });
    expect(grown).toMatchObject({ "process.signalListeners": 1 });
  });

  test("the census counts timers that are active", async () => {
    await using redis = await openDirectTestRedis();
    const timers: NodeJS.Timeout[] = [];
    const grown = await grownBy(redis, async () => {
      while (timers.length < 100) timers.push(setInterval(() => {}, 60_000));
    });
    for (const timer of timers) clearInterval(timer);
    // The test runner has some timers of its own, which come and go.
    expect(Math.abs((grown["process.timers"] ?? 0) - timers.length)).toBeLessThan(10);
  });
});
