import { describe, expect, test } from "vitest";

import { openDirectTestRedis } from "../../../tests/support/direct-test-redis.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import type { Auditor } from "../redis/auditor.ts";
import { drain, type DrainOptions } from "./drain.ts";
import {
  readWithoutAcknowledging,
  scriptBacklog,
  scriptedGroup as group,
  scriptedKey as key,
} from "./testing/scripted-backlog.ts";

const { title, skip } = requirement("redis", "the drain", missingRedis);

/** Returns an auditor that acts just before it looks at a key, where there is no stream. */
function onLook({ auditor }: DrainOptions, act: () => void): Pick<Auditor, "backlog"> {
  return {
    async backlog(wanted) {
      act();
      return auditor.backlog(wanted);
    },
  };
}

describe.skipIf(skip)(title, () => {
  test("the drain is complete when the group has read and acknowledged everything", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    await redis.direct.ask(["XACK", key, group, "1-0"]);
    expect((await drain(scriptBacklog(redis).options)).outcome).toBe("complete");
  });

  test("the drain stalls if an entry stays pending", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    const { outcome, detail } = await drain(scriptBacklog(redis).options);
    expect(outcome).toBe("stalled");
    expect(detail).toContain("1 pending or unread");
  });

  test("the drain stalls if the group does not read an entry", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 1);
    await redis.direct.ask(["XGROUP", "CREATE", key, group, "0"]);
    expect((await drain(scriptBacklog(redis).options)).outcome).toBe("stalled");
  });

  test("the drain ends as progressing if the pending list still shrinks at the limit", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1000);
    const { options } = scriptBacklog(redis);
    let acknowledged = 0;
    const backlog: Auditor["backlog"] = async (wanted) => {
      await redis.direct.ask(["XACK", key, group, `${++acknowledged}-0`]);
      return options.auditor.backlog(wanted);
    };
    const { outcome } = await drain({ ...options, auditor: { backlog } });
    expect(outcome).toBe("progressing");
  });

  test("a look that fails counts neither as an empty stream nor as a stall", async () => {
    await using redis = await openDirectTestRedis();
    const { options } = scriptBacklog(redis);
    const backlog = async () => Promise.reject(new Error("no connection"));
    const ended = await drain({ ...options, auditor: { backlog } });
    expect(ended).toEqual({
      outcome: "progressing",
      detail: "the auditor could not look: no connection",
    });
  });

  test.each(["lost", "rejected"] as const)(
    "the drain sends another canary if the first one was %s",
    async (fate) => {
      await using redis = await openDirectTestRedis();
      const { options, canaries } = scriptBacklog(redis, [fate]);
      const atLeastOnce = false;
      const { outcome } = await drain({ ...options, atLeastOnce, stallLimitMs: 5000 });
      expect(outcome).toBe("complete");
      expect(canaries()).toBe(2);
    },
  );

  test("the drain stalls if no stream shows the group and the ledger has a message left", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish } = scriptBacklog(redis);
    publish("lost");
    const { outcome, detail } = await drain(options);
    expect(outcome).toBe("stalled");
    expect(detail).toContain("1 not handled");
  });

  test("the drain is not complete while a group that no stream shows handles messages in doubt", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish, deliver } = scriptBacklog(redis);
    const queued = Array.from({ length: 10 }, () => publish("in doubt"));
    // Delivers at every second look. In between the group seems to be done.
    const handleNext = queued.values().flatMap((message) => [undefined, message]);
    const { outcome } = await drain({
      ...options,
      stallLimitMs: 5000,
      auditor: onLook(options, () => {
        const { value } = handleNext.next();
        if (value !== undefined) deliver(value);
      }),
    });
    expect(outcome).toBe("complete");
    expect(handleNext.next().done).toBe(true);
  });

  test("the drain ends as progressing if a group that no stream shows handles ever more messages in doubt", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish, deliver } = scriptBacklog(redis, Array(100).fill("lost"));
    const queued = Array.from({ length: 1000 }, () => publish("in doubt")).values();
    const auditor = onLook(options, () => deliver(queued.next().value ?? ""));
    expect((await drain({ ...options, auditor })).outcome).toBe("progressing");
  });

  test("the drain stalls if a group that no stream shows handles canaries only", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish } = scriptBacklog(redis);
    publish("lost");
    const auditor = onLook(options, () => void publish("handled", true));
    expect((await drain({ ...options, auditor })).outcome).toBe("stalled");
  });

  test("the drain finds a group in the stream if the bus puts a prefix before its name", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 1);
    await redis.direct.ask(["XGROUP", "CREATE", key, `bus:${group}`, "0"]);
    const { outcome, detail } = await drain(scriptBacklog(redis).options);
    expect(outcome).toBe("stalled");
    expect(detail).toContain("1 pending or unread");
  });

  test("the drain rejects if the run is interrupted", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    const { options } = scriptBacklog(redis);
    const aborted = AbortSignal.timeout(50);
    await expect(drain({ ...options, stallLimitMs: 60_000, signal: aborted })).rejects.toThrow();
  });
});
