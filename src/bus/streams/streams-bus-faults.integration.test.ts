import { describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import {
  ask,
  type Counter,
  createCounter,
  eventually,
  type Load,
  missingRedis,
  openTestBus,
  openTestLink,
  startLoad,
  startTestRedis,
  storedPayloads,
  type TestBus,
} from "../../../tests/support/test-bus.ts";
import { sleep } from "../../clock.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Link } from "../../link/contract/link.ts";
import { isCertainRejection } from "../contract.ts";
import { referenceParts } from "./reference-parts.ts";
import { createStreamsBus, streamKey, streamsBus } from "./streams-bus.ts";

const { title, skip } = requirement("redis", "the streams bus under faults", missingRedis);
const one = { group: "group", consumer: "one", from: "start" } as const;

interface Trial {
  readonly redis: RunningRedis;
  readonly link: Link;
  readonly testBus: TestBus;
  readonly load: Load;
  readonly handled: Counter;
  /** Resolves when publishing goes on. */
  publishing(): Promise<void>;
}

describe.skipIf(skip)(title, { concurrent: true }, () => {
  test("the bus loses and repeats no message while every connection is killed 20 times", async () => {
    await underLoad(async ({ redis, publishing }) => {
      for (let round = 0; round < 20; round += 1) {
        await publishing();
        await ask(redis, "CLIENT", "KILL", "TYPE", "normal");
      }
    });
  });

  test("the bus loses and repeats no message over three SIGKILLs of an append-only Redis", async () => {
    await underLoad(async ({ redis, publishing }) => {
      for (let round = 0; round < 3; round += 1) {
        await publishing();
        await redis.kill("SIGKILL");
        await redis.startAgain();
      }
    });
  });

  test("the bus loses and repeats no message while Redis is frozen for 3 s", async () => {
    await underLoad(async ({ redis }) => {
      await redis.pause();
      await sleep(3000);
      await redis.resume();
    });
  });

  test("the bus loses and repeats no message while Redis pauses writes for 3 s", async () => {
    await underLoad(async ({ redis }) => {
      await ask(redis, "CLIENT", "PAUSE", "3000", "WRITE");
    });
  });

  test.each([
    ["a reset", { kind: "cut", how: "rst" }],
    ["a half-open network", { kind: "blackhole", direction: "both", scope: "existing" }],
    ["lost replies", { kind: "blackhole", direction: "to-client", scope: "existing" }],
    ["lost requests", { kind: "blackhole", direction: "to-server", scope: "existing" }],
    ["requests that arrive late", { kind: "stall", direction: "to-server", scope: "existing" }],
    ["replies that arrive late", { kind: "stall", direction: "to-client", scope: "existing" }],
  ] as const)(
    "the bus replaces both connections within 5 s after %s, and loses and repeats no message",
    async (_what, fault) => {
      await underLoad(async ({ link, publishing, testBus }) => {
        await link.inject(fault);
        await eventually(
          () => testBus.notices.filter(({ kind }) => kind === "connected").length >= 2,
          "both connections to be replaced",
          5000,
        );
        await publishing();
        await link.heal();
      });
    },
  );

  test("the bus replaces a single half-open connection within 5 s", async () => {
    for (const position of [0, 1]) {
      await underLoad(async ({ link, testBus }) => {
        const connections = [position];
        await link.inject({ kind: "blackhole", direction: "both", scope: "existing", connections });
        await eventually(
          () => testBus.notices.some(({ kind }) => kind === "connected"),
          `connection ${position} to be replaced`,
          5000,
        );
      });
    }
  });

  test("the bus waits for a Redis that is loading", async () => {
    await using redis = await startTestRedis(["--key-load-delay", "300"]);
    await using testBus = await openTestBus(streamsBus, { url: redis.url() });
    const handled = createCounter();
    await testBus.bus.subscribe("topic", one, ({ payload }) => handled.add(payload));
    const early = Array.from({ length: 5000 }, (_, i) =>
      testBus.bus.publish("topic", `early-${i}`),
    );
    await Promise.all(early);
    await redis.kill("SIGKILL");
    const started = redis.startAgain();
    await testBus.bus.publish("topic", "while loading");
    await started;
    await eventually(() => handled.count("while loading") === 1, "the message");
    expect(String(await ask(redis, "INFO", "errorstats"))).toContain("errorstat_LOADING");
    expect(handled.distinct).toBe(5001);
  });

  test("a publish to a read-only Redis ends with the outcome rejected", async () => {
    await using redis = await startTestRedis();
    const impatientBus = createStreamsBus(referenceParts, { publishLimitMs: 1000 });
    await using testBus = await openTestBus(impatientBus, { url: redis.url() });
    await testBus.bus.publish("topic", "first");
    await ask(redis, "REPLICAOF", "127.0.0.1", "1");
    const refused = testBus.bus.publish("topic", "refused").catch((thrown: unknown) => thrown);
    expect(isCertainRejection(await refused)).toBe(true);
    await ask(redis, "REPLICAOF", "NO", "ONE");
    await testBus.bus.publish("topic", "last");
    const stored = await storedPayloads(redis, streamKey("topic", testBus.namespace));
    expect([stored.count("first"), stored.count("refused"), stored.count("last")]).toEqual([
      1, 0, 1,
    ]);
  });

  test("a publish that gets an error reply ends with the outcome rejected", async () => {
    await using redis = await startTestRedis();
    await using testBus = await openTestBus(streamsBus, { url: redis.url() });
    await ask(redis, "SET", streamKey("topic", testBus.namespace), "a text");
    const error = await testBus.bus.publish("topic", "payload").catch((thrown: unknown) => thrown);
    expect(isCertainRejection(error)).toBe(true);
    expect(String(error)).toContain("WRONGTYPE");
  });

  test("a publish stays in doubt if Redis does not allow killing the old connection", async () => {
    await using redis = await startTestRedis();
    await using link = await openTestLink(redis);
    await ask(redis, "ACL", "SETUSER", "default", "-client|kill");
    await using testBus = await openTestBus(streamsBus, { url: link.url });
    await testBus.bus.publish("topic", "first");
    await link.inject({ kind: "blackhole", direction: "to-client", scope: "existing" });
    const error = await testBus.bus.publish("topic", "doubtful").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(isCertainRejection(error)).toBe(false);
  });
});

/** Publishes during a fault, then compares the acknowledged messages with the stored and the handled ones. */
async function underLoad(fault: (trial: Trial) => Promise<void>): Promise<void> {
  await using redis = await startTestRedis();
  await using link = await openTestLink(redis);
  await using testBus = await openTestBus(streamsBus, { url: link.url });
  const handled = createCounter();
  await testBus.bus.subscribe("topic", one, ({ payload }) => handled.add(payload));
  const load = startLoad(testBus.bus, "topic");
  const publishing = async () => {
    const before = load.acknowledged.length;
    await eventually(() => load.acknowledged.length >= before + 20, "publishing to go on");
  };
  await publishing();
  await fault({ redis, link, testBus, load, handled, publishing });
  await publishing();
  await load.stop();
  await eventually(
    () => load.acknowledged.every((payload) => handled.count(payload) > 0),
    "every acknowledged message to be handled",
  );
  const stored = await storedPayloads(redis, streamKey("topic", testBus.namespace));
  expect(load.failed).toEqual([]);
  expect(stored.repeated()).toEqual([]);
  expect(stored.distinct).toBe(load.acknowledged.length);
  expect(handled.repeated()).toEqual([]);
}
