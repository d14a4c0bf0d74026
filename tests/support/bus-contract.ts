import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { BusMessage, BusModule } from "../../src/bus/contract.ts";
import { isCertainRejection } from "../../src/bus/contract.ts";
import type { RunningRedis } from "../../src/fixtures/redis/redis.ts";
import { ask, createCounter, eventually, openTestBus, openTestLink } from "./bus-ground.ts";

export interface BusContractOptions {
  readonly module: BusModule;
  readonly startRedis: () => Promise<RunningRedis>;
}

/** What every bus must do, whatever it guarantees. Ends the servers it starts. */
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

    test("a subscriber gets what is published after subscribe resolved", async () => {
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

    test("ten groups each get every message, and no other topic's", async () => {
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

    test("after close the handler is never called again", async () => {
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

    test("subscription.close waits for a running handler", async () => {
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

    test("closing twice, and closing a bus that was aborted, does nothing", async () => {
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

    test("closing while a subscribe is under way ends it, or what it opened", async () => {
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

    test("close returns while Redis is frozen, and while it is gone", async () => {
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

    test("a subscribe that waits for Redis ends when the bus is closed", async () => {
      await using testBus = await openTestBus(module, { url: "redis://127.0.0.1:1" });
      const subscribing = testBus.bus.subscribe("topic", names("group"), () => undefined);
      const refused = subscribing.catch((thrown: unknown) => thrown);
      await testBus.bus.close();
      expect(String(await refused)).toContain("closed");
    });

    test("a killed connection is said, replaced and used", async () => {
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

    test("a silent half-open connection is noticed within 5 s and healed", async () => {
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

    test("100 subscriptions opened and closed leave no connection behind", async () => {
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

/** A bus that never waits rejects while its first connection is still being opened. */
async function publishWhenReady(
  bus: { publish(topic: string, payload: string): Promise<string> },
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
