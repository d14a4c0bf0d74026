import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { BusMessage, BusModule } from "../../src/bus/contract.ts";
import { isCertainRejection } from "../../src/bus/contract.ts";
import type { RunningRedis } from "../../src/fixtures/redis/redis.ts";
import { ask, createCounter, eventually, openTestBus, openTestLink } from "./test-bus.ts";

export interface BusContractOptions {
  readonly module: BusModule;
  readonly startRedis: () => Promise<RunningRedis>;
}

/**
 * Defines the tests that every bus must pass, whatever it guarantees. Their titles are the contract in
 * short; src/bus/contract.ts is the contract in full. Ends the servers that it starts.
 */
export function describeBusContract(
  name: string,
  { module, startRedis }: BusContractOptions,
): void {
  describe(`the bus contract, kept by ${name}`, () => {
    let redis: RunningRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis[Symbol.asyncDispose]());

    const open = () => openTestBus(module, { url: redis.url() });
    const names = (group: string) => ({ group, consumer: "one" });

    test("a subscriber gets each message that is published after subscribe resolved, unchanged", async () => {
      await using testBus = await open();
      const messages: BusMessage[] = [];
      await testBus.bus.subscribe("topic", names("group"), (message) => {
        messages.push(message);
      });
      await publishWhenReady(testBus.bus, "topic", "first");
      const id = await testBus.bus.publish("topic", "second, with \n and \u0000 and ✓");
      await eventually(() => messages.some((message) => message.id === id), "the message");
      expect(messages.at(-1)).toEqual({
        id,
        topic: "topic",
        payload: "second, with \n and \u0000 and ✓",
        attempt: 1,
      });
    });

    test("each of ten groups gets every message of its topic once, and no message of another topic", async () => {
      await using testBus = await open();
      const groups = Array.from({ length: 10 }, (_, index) => `group-${index}`);
      const counters = await Promise.all(
        groups.map(async (group) => {
          const counter = createCounter();
          await testBus.bus.subscribe("topic", names(group), ({ payload }) => counter.add(payload));
          return counter;
        }),
      );
      await publishWhenReady(testBus.bus, "another topic", "not for them");
      const payloads = Array.from({ length: 200 }, (_, index) => `payload-${index}`);
      await Promise.all(payloads.map((payload) => testBus.bus.publish("topic", payload)));
      await eventually(() => counters.every(({ distinct }) => distinct >= 200), "all messages");
      for (const counter of counters) {
        expect(counter.distinct).toBe(200);
        expect(counter.repeated()).toEqual([]);
      }
    });

    test("a handler is never called again after the close of its subscription has resolved", async () => {
      await using testBus = await open();
      const late: string[] = [];
      let closed = false;
      const subscription = await testBus.bus.subscribe("topic", names("closing"), (message) => {
        if (closed) late.push(message.id);
      });
      const counter = createCounter();
      await testBus.bus.subscribe("topic", names("staying"), ({ payload }) => counter.add(payload));
      await publishWhenReady(testBus.bus, "topic", "before");
      await subscription.close();
      closed = true;
      await testBus.bus.publish("topic", "after");
      await eventually(() => counter.count("after") === 1, "the other group");
      expect(late).toEqual([]);
    });

    test("the close of a subscription waits until a running handler has ended", async () => {
      await using testBus = await open();
      const started = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const subscription = await testBus.bus.subscribe("topic", names("slow"), async () => {
        started.resolve();
        await release.promise;
      });
      await publishWhenReady(testBus.bus, "topic", "slow one");
      await started.promise;
      let closed = false;
      const closing = subscription.close().then(() => (closed = true));
      await ask(redis, "PING");
      expect(closed).toBe(false);
      release.resolve();
      await closing;
    });

    test("a second close does nothing, and a closed bus rejects every publish and every subscribe", async () => {
      const run = new AbortController();
      await using testBus = await openTestBus(module, { url: redis.url(), signal: run.signal });
      const subscription = await testBus.bus.subscribe("topic", names("group"), () => undefined);
      await Promise.all([subscription.close(), subscription.close()]);
      run.abort();
      await testBus.bus.close();
      const error = await testBus.bus.publish("topic", "late").catch((thrown: unknown) => thrown);
      expect(isCertainRejection(error)).toBe(true);
      const subscribing = testBus.bus.subscribe("topic", names("late"), () => undefined);
      expect(String(await subscribing.catch((thrown: unknown) => thrown))).toContain("closed");
    });

    test("the close of a bus during a subscribe leaves no connection open, wherever the subscribe is", async () => {
      const before = await countClients(redis);
      for (let turns = 0; turns < 20; turns += 1) {
        const testBus = await open();
        const subscribing = testBus.bus.subscribe("topic", names("group"), () => undefined);
        const settled = subscribing.catch((thrown: unknown) => thrown);
        for (let turn = 0; turn < turns; turn += 1) await nextTurn();
        await testBus.bus.close();
        await settled;
      }
      await eventually(async () => (await countClients(redis)) <= before, "the connections to go");
      expect(await countClients(redis)).toBeLessThanOrEqual(before);
    });

    test("the close of a bus resolves while Redis is frozen, and while Redis is gone", async () => {
      await using doomed = await startRedis();
      const frozen = await openTestBus(module, { url: doomed.url() });
      const orphaned = await openTestBus(module, { url: doomed.url() });
      for (const { bus } of [frozen, orphaned]) {
        await bus.subscribe("topic", names("group"), () => undefined);
      }
      await doomed.pause();
      await expect(frozen.bus.close()).resolves.toBeUndefined();
      await doomed.resume();
      await doomed.kill("SIGKILL");
      await orphaned.noticed("disconnected");
      await expect(orphaned.bus.close()).resolves.toBeUndefined();
    });

    test("the close of a bus ends a subscribe that waits for Redis", async () => {
      await using testBus = await openTestBus(module, { url: "redis://127.0.0.1:1" });
      const subscribing = testBus.bus.subscribe("topic", names("group"), () => undefined);
      const refused = subscribing.catch((thrown: unknown) => thrown);
      await testBus.bus.close();
      expect(String(await refused)).toContain("closed");
    });

    test("a bus reports a killed connection, replaces it and uses the new one, without a repeated message", async () => {
      await using testBus = await open();
      const counter = createCounter();
      await testBus.bus.subscribe("topic", names("group"), ({ payload }) => counter.add(payload));
      await ask(redis, "CLIENT", "KILL", "TYPE", "normal");
      await ask(redis, "CLIENT", "KILL", "TYPE", "pubsub");
      await testBus.noticed("disconnected", 2);
      await testBus.noticed("connected", 2);
      await testBus.bus.publish("topic", "afterwards");
      await eventually(() => counter.count("afterwards") > 0, "the message afterwards");
      expect(counter.repeated()).toEqual([]);
    });

    test("a bus notices a half-open connection within 5 s and replaces it, without a repeated message", async () => {
      await using link = await openTestLink(redis);
      await using testBus = await openTestBus(module, { url: link.url });
      const counter = createCounter();
      await testBus.bus.subscribe("topic", names("group"), ({ payload }) => counter.add(payload));
      await publishWhenReady(testBus.bus, "topic", "before");
      await link.inject({ kind: "blackhole", direction: "both", scope: "existing" });
      await eventually(
        () => testBus.notices.filter(({ kind }) => kind === "connected").length >= 2,
        "both connections to be replaced",
        5000,
      );
      await testBus.bus.publish("topic", "afterwards");
      await eventually(() => counter.count("afterwards") > 0, "the message afterwards");
      expect(counter.repeated()).toEqual([]);
    });

    test("100 subscriptions that were opened and closed leave no connection open", async () => {
      await using testBus = await open();
      await publishWhenReady(testBus.bus, "topic", "warm-up");
      const before = await countClients(redis);
      for (let round = 0; round < 10; round += 1) {
        const ten = Array.from({ length: 10 }, (_, index) =>
          testBus.bus.subscribe("topic", names(`group-${index}`), () => undefined),
        );
        const subscriptions = await Promise.all(ten);
        await Promise.all(subscriptions.map((subscription) => subscription.close()));
      }
      await eventually(async () => (await countClients(redis)) <= before, "the connections to go");
      expect(await countClients(redis)).toBeLessThanOrEqual(before);
    });
  });
}

/** Publishes until it succeeds: some buses reject while their first connection is still being opened. */
async function publishWhenReady(
  bus: { publish(topic: string, payload: string): Promise<string | void> },
  topic: string,
  payload: string,
): Promise<void> {
  await eventually(async () => (await bus.publish(topic, payload)) !== "", "the first publish");
}

async function countClients(redis: RunningRedis): Promise<number> {
  return String(await ask(redis, "CLIENT", "LIST"))
    .trim()
    .split("\n").length;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
