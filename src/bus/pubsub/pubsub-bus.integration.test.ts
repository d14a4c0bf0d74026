import { describe, expect, test } from "vitest";

import { describeBusContract } from "../../../tests/support/bus-contract.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import {
  createCounter,
  eventually,
  missingRedis,
  openTestBus,
  openTestLink,
  startTestRedis,
} from "../../../tests/support/test-bus.ts";
import { isCertainRejection } from "../contract.ts";
import { pubsubBus } from "./pubsub-bus.ts";

const { title, skip } = requirement("redis", "the pubsub bus", missingRedis);

describe.skipIf(skip)(title, () => {
  describeBusContract("pubsub", { module: pubsubBus, startRedis: startTestRedis });

  test("a publish while Redis is away ends with the outcome rejected", async () => {
    await using testBus = await openTestBus(pubsubBus, { url: "redis://127.0.0.1:1" });
    const error = await testBus.bus.publish("topic", "payload").catch((thrown: unknown) => thrown);
    expect(isCertainRejection(error)).toBe(true);
  });

  test("a publish whose reply is lost is in doubt, and the bus does not send it again", async () => {
    await using redis = await startTestRedis();
    await using link = await openTestLink(redis);
    await using publisher = await openTestBus(pubsubBus, { url: link.url, namespace: "n:" });
    await using listener = await openTestBus(pubsubBus, { url: redis.url(), namespace: "n:" });
    const counter = createCounter();
    const options = { group: "group", consumer: "one" };
    await listener.bus.subscribe("topic", options, ({ payload }) => counter.add(payload));
    const ready = async () => (await publisher.bus.publish("topic", "warm-up")) !== "";
    await eventually(ready, "the publisher to be connected");
    await link.inject({ kind: "blackhole", direction: "to-client", scope: "existing" });
    const error = await publisher.bus
      .publish("topic", "doubtful")
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(isCertainRejection(error)).toBe(false);
    await publisher.noticed("connected");
    await publisher.bus.publish("topic", "last");
    await eventually(() => counter.count("last") === 1, "the last message");
    expect(counter.count("doubtful")).toBe(1);
  });

  test("the bus reports a message as dropped after its handler threw", async () => {
    await using redis = await startTestRedis();
    await using testBus = await openTestBus(pubsubBus, { url: redis.url() });
    await testBus.bus.subscribe("topic", { group: "group", consumer: "one" }, () => {
      throw new Error("no use");
    });
    const ready = async () => (await testBus.bus.publish("topic", "payload")) !== "";
    await eventually(ready, "the publisher to be connected");
    await testBus.noticed("dropped");
  });

  test("a subscriber reports a gap after it lost its connection", async () => {
    await using redis = await startTestRedis();
    await using testBus = await openTestBus(pubsubBus, { url: redis.url() });
    await testBus.bus.subscribe("topic", { group: "group", consumer: "one" }, () => undefined);
    await redis.kill("SIGKILL");
    await testBus.noticed("disconnected");
    await redis.startAgain();
    await testBus.noticed("gap");
    expect(testBus.notices.find(({ kind }) => kind === "gap")?.topic).toBe("topic");
  });
});
