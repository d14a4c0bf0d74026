import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import type { RunningRedis } from "../../src/fixtures/redis/redis.ts";
import { openTestClient, type TestClient } from "./test-client.ts";

/** The Redis of a suite. It is empty before each test, also after a test that left it killed or paused. */
export interface SuiteRedis {
  redis(): RunningRedis;
  /** A client that connects to Redis directly, past every link. Each test has its own. */
  directClient(): TestClient;
  /** Returns how many connections Redis has, without direct clients. */
  clientCount(): Promise<number>;
}

const directName = "direct-client";

/** Starts a Redis before all tests of the suite, and closes it after them. */
export function useSuiteRedis(start: () => Promise<RunningRedis>): SuiteRedis {
  let redis: RunningRedis | undefined;
  let client: TestClient | undefined;
  const running = (): RunningRedis => given(redis, "the Redis of this suite did not start");
  const directClient = (): TestClient => given(client, "the direct client is not open");

  beforeAll(async () => {
    redis = await start();
  });
  beforeEach(async () => {
    await revive(running());
    client = await openTestClient(running().url(), { name: directName });
    await client.flushAll();
  });
  afterEach(() => {
    client?.destroy();
    client = undefined;
  });
  afterAll(async () => await redis?.[Symbol.asyncDispose]());

  return {
    redis: running,
    directClient,
    clientCount: async () => {
      const all = await directClient().clientList();
      // The client of the test before may still be there.
      return all.filter(({ name }) => name !== directName).length;
    },
  };
}

/** Starts Redis again if it does not answer, so that one failed test does not fail all tests after it. */
async function revive(redis: RunningRedis): Promise<void> {
  const answers = await redis.identity().then(
    () => true,
    () => false,
  );
  if (answers) return;
  await redis.kill("SIGKILL");
  await redis.startAgain();
}

function given<Value>(value: Value | undefined, otherwise: string): Value {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
