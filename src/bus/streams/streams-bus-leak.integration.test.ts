import { getEventListeners } from "node:events";

import { describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import {
  ask,
  eventually,
  missingRedis,
  openTestBus,
  startTestRedis,
} from "../../../tests/support/test-bus.ts";
import { streamKey, streamsBus } from "./streams-bus.ts";

const { title, skip } = requirement("redis", "leaks of the streams bus", missingRedis);
const one = { group: "group", consumer: "one", from: "start" } as const;

describe.skipIf(skip)(title, () => {
  test("600 subscriptions with reconnects in between leave no socket, timer, listener or consumer", async () => {
    await using redis = await startTestRedis();
    const run = new AbortController();
    await using testBus = await openTestBus(streamsBus, { url: redis.url(), signal: run.signal });
    await testBus.bus.publish("topic", "warm-up");
    const before = countResources();
    const listenersBefore = getEventListeners(run.signal, "abort").length;
    for (let round = 0; round < 30; round += 1) {
      const opened = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          testBus.bus.subscribe("topic", { ...one, consumer: `${index}` }, () => undefined),
        ),
      );
      if (round % 5 === 0) await ask(redis, "CLIENT", "KILL", "TYPE", "normal");
      await Promise.all(opened.map((subscription) => subscription.close()));
    }
    await testBus.bus.publish("topic", "afterwards");
    await eventually(() => countResources() <= before, "sockets and timers to go");
    expect(getEventListeners(run.signal, "abort")).toHaveLength(listenersBefore);
    const consumers = ["XINFO", "CONSUMERS", streamKey("topic", testBus.namespace), "group"];
    expect(await ask(redis, ...consumers)).toEqual([]);
  });
});

function countResources(): number {
  const kinds = process.getActiveResourcesInfo();
  return kinds.filter((kind) => kind === "Timeout" || kind === "TCPSocketWrap").length;
}
