import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { describeBusContract } from "../../../tests/support/bus-contract.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import {
  ask,
  createCounter,
  eventually,
  missingRedis,
  openTestBus,
  openTestLink,
  startTestRedis,
} from "../../../tests/support/test-bus.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import { streamKey, streamsBus } from "./streams-bus.ts";
import { reclaimIdleMs } from "./upkeep.ts";

const { title, skip } = requirement("redis", "the streams bus", missingRedis);
const one = { group: "group", consumer: "one", from: "start" } as const;
const two = { ...one, consumer: "two" };

describe.skipIf(skip)(title, () => {
  describeBusContract("streams", { module: streamsBus, startRedis: startTestRedis });
});

describe.skipIf(skip)(`${title}, beyond the contract`, { concurrent: true }, () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());
  const open = (namespace?: string) =>
    openTestBus(streamsBus, { url: redis.url(), ...(namespace && { namespace }) });

  test("two consumers of one group share 600 messages without handling one twice", async () => {
    await using testBus = await open();
    const counters = [createCounter(), createCounter()];
    const held = Promise.withResolvers<void>();
    for (const [index, options] of [one, two].entries()) {
      await testBus.bus.subscribe("topic", options, async ({ payload }) => {
        counters[index]?.add(payload);
        // Neither consumer can take all 600: no handler is done before both have got a message.
        if (counters.every(({ distinct }) => distinct > 0)) held.resolve();
        await held.promise;
      });
    }
    const publishes = Array.from({ length: 600 }, (_, i) => testBus.bus.publish("topic", `${i}`));
    await Promise.all(publishes);
    const total = () => counters.reduce((sum, { distinct }) => sum + distinct, 0);
    await eventually(() => total() >= 600, "all messages");
    expect(total()).toBe(600);
    expect(counters.flatMap((counter) => counter.repeated())).toEqual([]);
  });

  test("a group from start gets earlier messages, a group from new only later ones", async () => {
    await using testBus = await open();
    await testBus.bus.publish("topic", "early");
    const all = createCounter();
    const recent = createCounter();
    await testBus.bus.subscribe("topic", { ...one, group: "all" }, (m) => all.add(m.payload));
    const fromNew = { ...one, group: "recent", from: "new" } as const;
    await testBus.bus.subscribe("topic", fromNew, (message) => recent.add(message.payload));
    await testBus.bus.publish("topic", "later");
    await eventually(() => all.count("later") + recent.count("later") === 2, "the later message");
    expect([all.count("early"), recent.count("early")]).toEqual([1, 0]);
  });

  test("subscribe over a slow link resolves only once the group misses no message", async () => {
    await using link = await openTestLink(redis);
    await link.inject({ kind: "latency", direction: "to-server", delayMs: 100 });
    await using publisher = await open();
    const { namespace } = publisher;
    await using subscriber = await openTestBus(streamsBus, { url: link.url, namespace });
    await publisher.bus.publish("topic", "before");
    const handled = createCounter();
    const fromNew = { ...one, from: "new" } as const;
    await subscriber.bus.subscribe("topic", fromNew, ({ payload }) => handled.add(payload));
    await publisher.bus.publish("topic", "at once");
    await eventually(() => handled.count("at once") > 0, "the message published at once");
    expect(handled.count("before")).toBe(0);
  });

  test("the bus acknowledges a message to Redis only after its handler is done", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    const release = Promise.withResolvers<void>();
    await testBus.bus.subscribe("topic", one, () => release.promise);
    await testBus.bus.publish("topic", "payload");
    await eventually(async () => (await pendingCount(redis, key)) === 1, "the delivery");
    await ask(redis, "PING");
    expect(await pendingCount(redis, key)).toBe(1);
    release.resolve();
    await eventually(async () => (await pendingCount(redis, key)) === 0, "the acknowledgement");
  });

  test("the bus calls a handler again with a higher attempt after it throws or rejects", async () => {
    await using testBus = await open();
    const attempts: number[] = [];
    await testBus.bus.subscribe("topic", one, async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("not yet");
      if (attempt === 2) await Promise.reject(new Error("still not"));
    });
    await testBus.bus.publish("topic", "payload");
    const key = streamKey("topic", testBus.namespace);
    await eventually(
      async () => attempts.length >= 3 && (await pendingCount(redis, key)) === 0,
      "3",
    );
    expect(attempts).toEqual([1, 2, 3]);
  });

  test("a message whose handler always fails does not block 400 others", async () => {
    await using testBus = await open();
    const handled = createCounter();
    await testBus.bus.subscribe("topic", one, ({ payload }) => {
      if (payload === "poison") throw new Error("never");
      handled.add(payload);
    });
    const payloads = ["poison", ...Array.from({ length: 400 }, (_, index) => `good-${index}`)];
    await Promise.all(payloads.map((payload) => testBus.bus.publish("topic", payload)));
    await eventually(() => handled.distinct === 400, "the good ones");
    expect(handled.repeated()).toEqual([]);
  });

  test("another consumer of the group takes over the messages of a dead one", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    await ask(redis, "XGROUP", "CREATE", key, "group", "0", "MKSTREAM");
    for (let index = 0; index < 5; index += 1) await testBus.bus.publish("topic", `${index}`);
    await ask(redis, "XREADGROUP", "GROUP", "group", "dead", "COUNT", "9", "STREAMS", key, ">");
    const attempts: number[] = [];
    await testBus.bus.subscribe("topic", two, ({ attempt }) => void attempts.push(attempt));
    await eventually(() => attempts.length >= 5, "the messages of the dead consumer");
    expect(attempts).toEqual([2, 2, 2, 2, 2]);
    await eventually(async () => (await pendingCount(redis, key)) === 0, "their acknowledgement");
  });

  test("the bus renews its claim on a message while a slow handler runs", async () => {
    await using own = await startTestRedis();
    await using testBus = await openTestBus(streamsBus, { url: own.url() });
    const key = streamKey("topic", testBus.namespace);
    const release = Promise.withResolvers<void>();
    await testBus.bus.subscribe("topic", one, () => release.promise);
    await testBus.bus.publish("topic", "slow");
    await eventually(async () => (await pendingCount(own, key)) === 1, "the delivery");
    const abandoned: unknown[] = [];
    const idle = ["IDLE", String(reclaimIdleMs), "-", "+", "1"];
    // A look every 2 s: by the fourth it would have been abandoned for a second.
    await eventually(async () => {
      abandoned.push(...((await ask(own, "XPENDING", key, "group", ...idle)) as unknown[]));
      return (await countCalls(own, "xautoclaim")) >= 4;
    }, "four looks");
    expect(abandoned).toEqual([]);
    release.resolve();
    await eventually(async () => (await pendingCount(own, key)) === 0, "the acknowledgement");
  });

  test("a consumer has the name that it was given, and handles the messages pending under it", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    await ask(redis, "XGROUP", "CREATE", key, "group", "0", "MKSTREAM");
    await testBus.bus.publish("topic", "left behind");
    await ask(redis, "XREADGROUP", "GROUP", "group", "one", "COUNT", "9", "STREAMS", key, ">");
    const release = Promise.withResolvers<void>();
    const attempts: number[] = [];
    await testBus.bus.subscribe("topic", one, async ({ attempt }) => {
      attempts.push(attempt);
      await release.promise;
    });
    await eventually(() => attempts.length > 0, "the message left behind");
    const [pending] = (await ask(redis, "XPENDING", key, "group", "-", "+", "9")) as [
      [string, string],
    ];
    expect([attempts, pending[1]]).toEqual([[2], "one"]);
    release.resolve();
    await eventually(async () => (await pendingCount(redis, key)) === 0, "the acknowledgement");
  });

  test("a consumer goes on after entries were trimmed while pending", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    await ask(redis, "XGROUP", "CREATE", key, "group", "0", "MKSTREAM");
    await testBus.bus.publish("topic", "trimmed");
    await testBus.bus.publish("topic", "kept");
    await ask(redis, "XREADGROUP", "GROUP", "group", "one", "COUNT", "9", "STREAMS", key, ">");
    await ask(redis, "XTRIM", key, "MAXLEN", "1");
    const handled = createCounter();
    await testBus.bus.subscribe("topic", one, ({ payload }) => handled.add(payload));
    await testBus.bus.publish("topic", "new");
    await eventually(() => handled.count("kept") + handled.count("new") === 2, "the others");
    await eventually(async () => (await pendingCount(redis, key)) === 0, "no ghost to stay");
    expect(handled.count("trimmed")).toBe(0);
  });

  test("the bus reports an entry of another program as dropped and acknowledges it", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    await testBus.bus.subscribe("topic", one, () => undefined);
    const id = await ask(redis, "XADD", key, "*", "foreign", "1");
    await testBus.noticed("dropped");
    expect(testBus.notices.find(({ kind }) => kind === "dropped")?.ids).toEqual([id]);
    await eventually(async () => (await pendingCount(redis, key)) === 0, "nothing pending");
  });

  test.each([
    ["its group is destroyed", (key: string) => ["XGROUP", "DESTROY", key, "group"]],
    ["its stream is deleted", (key: string) => ["DEL", key]],
    ["FLUSHALL", () => ["FLUSHALL"]],
  ])("a blocked reader recovers after %s, and reports the gap", async (_what, destroy) => {
    await using own = await startTestRedis();
    await using testBus = await openTestBus(streamsBus, { url: own.url() });
    const handled = createCounter();
    await testBus.bus.subscribe("topic", one, ({ payload }) => handled.add(payload));
    await testBus.bus.publish("topic", "before");
    await eventually(() => handled.count("before") === 1, "the message before");
    for (let round = 1; round <= 3; round += 1) {
      await ask(own, ...destroy(streamKey("topic", testBus.namespace)));
      await testBus.bus.publish("topic", `after-${round}`);
      await eventually(() => handled.count(`after-${round}`) > 0, "the message after");
      await testBus.noticed("gap", round);
    }
    expect(handled.repeated()).toEqual([]);
  });

  test("the bus reports a key of the wrong type, reads rarely meanwhile, and recovers once it is gone", async () => {
    await using own = await startTestRedis();
    await using testBus = await openTestBus(streamsBus, { url: own.url() });
    const handled = createCounter();
    const key = streamKey("topic", testBus.namespace);
    await testBus.bus.subscribe("topic", one, ({ payload }) => handled.add(payload));
    await ask(own, "SET", key, "a text");
    await testBus.noticed("degraded");
    await ask(own, "CONFIG", "RESETSTAT");
    await testBus.bus.publish("topic", "rejected").catch(() => undefined);
    await eventually(async () => (await countCalls(own, "xreadgroup")) >= 2, "two more looks");
    await ask(own, "DEL", key);
    await testBus.bus.publish("topic", "after");
    await eventually(() => handled.count("after") === 1, "the message after");
    expect(await countCalls(own, "xreadgroup")).toBeLessThan(20);
  });

  test("a closed subscription removes its consumer, unless it has pending messages", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    for (let round = 0; round < 100; round += 1) {
      const options = { ...one, consumer: `consumer-${round}` };
      const subscription = await testBus.bus.subscribe("topic", options, () => undefined);
      await testBus.bus.publish("topic", `${round}`);
      await subscription.close();
    }
    expect(await ask(redis, "XINFO", "CONSUMERS", key, "group")).toEqual([]);
    const failing = await testBus.bus.subscribe("topic", { ...one, group: "failing" }, () => {
      throw new Error("never");
    });
    await eventually(async () => (await pendingCount(redis, key, "failing")) > 0, "a failure");
    await failing.close();
    expect(await ask(redis, "XINFO", "CONSUMERS", key, "failing")).toHaveLength(1);
  });

  test("a subscription removes its consumer after SCRIPT FLUSH", async () => {
    await using testBus = await open();
    const key = streamKey("topic", testBus.namespace);
    const subscription = await testBus.bus.subscribe("topic", one, () => undefined);
    await ask(redis, "SCRIPT", "FLUSH");
    await subscription.close();
    expect(await ask(redis, "XINFO", "CONSUMERS", key, "group")).toEqual([]);
  });
});

async function pendingCount(redis: RunningRedis, key: string, group = "group"): Promise<number> {
  const [count] = (await ask(redis, "XPENDING", key, group)) as [number];
  return count;
}

async function countCalls(redis: RunningRedis, command: string): Promise<number> {
  const stats = String(await ask(redis, "INFO", "commandstats"));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}
