import { describe, expect, test } from "vitest";

import {
  openDirectTestRedis,
  type DirectTestRedis,
} from "../../../tests/support/direct-test-redis.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import type { OperationDraft } from "../../history/operation.ts";
import type { Publishers } from "../participants/publishers.ts";
import { createAuditor, type Auditor } from "../redis/auditor.ts";
import { createLedger } from "../watch/ledger.ts";
import { drain, proveAcknowledged, proveDelivery, type DrainOptions } from "./drain.ts";

const { title, skip } = requirement("redis", "the drain", missingRedis);
const topic = "orders";
const key = "stream";
const group = "g";
const { signal } = new AbortController();

type Fate = "handled" | "lost" | "rejected" | "in doubt";

/** A ledger with one open group, whose canaries fare as `fates` says, and are handled after that. */
function openGround({ direct }: DirectTestRedis, fates: readonly Fate[] = []) {
  const ledger = createLedger(true);
  let index = 0;
  const feed = (draft: OperationDraft): void => ledger.watch({ index, timeMs: index++, ...draft });
  const subscribe = { kind: "subscribe", process: "subscriber-0", subscription: 0 } as const;
  feed({ ...subscribe, type: "invoke", topic, group, consumer: "c", from: "start" });
  feed({ ...subscribe, type: "ok" });

  let published = 0;
  function publish(fate: Fate, canary = false): string {
    const message = `publisher-0/${published++}`;
    const call = { kind: "publish", process: "publisher-0", message } as const;
    feed({ ...call, type: "invoke", topic, intendedMs: 0, canary });
    if (fate === "rejected") feed({ ...call, type: "fail", error: "no" });
    else if (fate === "in doubt") feed({ ...call, type: "info", error: "no reply" });
    else feed({ ...call, type: "ok", id: "1-0" });
    if (fate === "handled") deliver(message);
    return message;
  }
  function deliver(message: string): void {
    const call = { kind: "deliver", process: "subscriber-0", delivery: index } as const;
    feed({ ...call, type: "invoke", subscription: 0, message, id: "1-0", topic, attempt: 1 });
    feed({ ...call, type: "ok" });
  }

  let canaries = 0;
  const sendCanaries = (): string[] => [publish(fates[canaries++] ?? "handled", true)];
  const options: DrainOptions = {
    ledger,
    publishers: { sendCanaries } as Partial<Publishers> as Publishers,
    auditor: createAuditor(direct, "run"),
    streamKey: () => key,
    atLeastOnce: true,
    stallLimitMs: 100,
    signal,
  };
  return { options, publish, deliver, canaries: () => canaries };
}

/** Lets something happen just before the auditor looks at a key where there is no stream. */
function onLook({ auditor }: DrainOptions, act: () => void): Auditor {
  return {
    ...auditor,
    async backlog(wanted) {
      act();
      return auditor.backlog(wanted);
    },
  };
}

async function readWithoutAcknowledging(redis: DirectTestRedis, entries: number): Promise<void> {
  await redis.fill(key, entries);
  await redis.direct.ask(["XGROUP", "CREATE", key, group, "0"]);
  await redis.direct.ask(["XREADGROUP", "GROUP", group, "c", "STREAMS", key, ">"]);
}

describe.skipIf(skip)(title, () => {
  test("is complete when the group has read and acknowledged everything", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    await redis.direct.ask(["XACK", key, group, "1-0"]);
    expect((await drain(openGround(redis).options)).outcome).toBe("complete");
  });

  test("stalls on an entry that stays pending", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    const { outcome, detail } = await drain(openGround(redis).options);
    expect(outcome).toBe("stalled");
    expect(detail).toContain("1 pending or unread");
  });

  test("stalls on an entry that nobody reads", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 1);
    await redis.direct.ask(["XGROUP", "CREATE", key, group, "0"]);
    expect((await drain(openGround(redis).options)).outcome).toBe("stalled");
  });

  test("is progressing while ever less is pending, and decides nothing", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1000);
    const { options } = openGround(redis);
    let acknowledged = 0;
    const backlog: Auditor["backlog"] = async (wanted) => {
      await redis.direct.ask(["XACK", key, group, `${++acknowledged}-0`]);
      return options.auditor.backlog(wanted);
    };
    const { outcome } = await drain({ ...options, auditor: { ...options.auditor, backlog } });
    expect(outcome).toBe("progressing");
  });

  test("a look that fails is neither empty nor a stall", async () => {
    await using redis = await openDirectTestRedis();
    const { options } = openGround(redis);
    const backlog = async () => Promise.reject(new Error("no connection"));
    const ended = await drain({ ...options, auditor: { ...options.auditor, backlog } });
    expect(ended).toEqual({
      outcome: "progressing",
      detail: "the auditor could not look: no connection",
    });
  });

  test.each(["lost", "rejected"] as const)("a canary that was %s is sent again", async (fate) => {
    await using redis = await openDirectTestRedis();
    const { options, canaries } = openGround(redis, [fate]);
    const atLeastOnce = false;
    const { outcome } = await drain({ ...options, atLeastOnce, stallLimitMs: 5000 });
    expect(outcome).toBe("complete");
    expect(canaries()).toBe(2);
  });

  test("of a group that no stream shows, the ledger alone says what is left", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish } = openGround(redis);
    publish("lost");
    const { outcome, detail } = await drain(options);
    expect(outcome).toBe("stalled");
    expect(detail).toContain("1 not handled");
  });

  test("is not complete while such a group still handles what is in doubt", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish, deliver } = openGround(redis);
    const queued = Array.from({ length: 10 }, () => publish("in doubt"));
    // Every second look: in between it seems to be done.
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

  test("is progressing while such a group handles ever more of what is in doubt", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish, deliver } = openGround(redis, Array(100).fill("lost"));
    const queued = Array.from({ length: 1000 }, () => publish("in doubt")).values();
    const auditor = onLook(options, () => deliver(queued.next().value ?? ""));
    expect((await drain({ ...options, auditor })).outcome).toBe("progressing");
  });

  test("stalls where such a group handles canaries only", async () => {
    await using redis = await openDirectTestRedis();
    const { options, publish } = openGround(redis);
    publish("lost");
    const auditor = onLook(options, () => void publish("handled", true));
    expect((await drain({ ...options, auditor })).outcome).toBe("stalled");
  });

  test("finds a group in the stream by its name behind a prefix", async () => {
    await using redis = await openDirectTestRedis();
    await redis.fill(key, 1);
    await redis.direct.ask(["XGROUP", "CREATE", key, `bus:${group}`, "0"]);
    const { outcome, detail } = await drain(openGround(redis).options);
    expect(outcome).toBe("stalled");
    expect(detail).toContain("1 pending or unread");
  });

  test("an aborted run ends the wait", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    const { options } = openGround(redis);
    const aborted = AbortSignal.timeout(50);
    await expect(drain({ ...options, stallLimitMs: 60_000, signal: aborted })).rejects.toThrow();
  });

  test("acknowledgements are proved by an empty pending list alone", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    const { options } = openGround(redis);
    expect(await proveAcknowledged(options, 50)).toBe(false);
    await redis.direct.ask(["XACK", key, group, "1-0"]);
    expect(await proveAcknowledged(options, 5000)).toBe(true);
  });

  test("without anybody who could handle a canary no delivery is proved", async () => {
    const ledger = createLedger(true);
    const publishers = { sendCanaries: () => [] } as Partial<Publishers> as Publishers;
    expect(await proveDelivery({ ledger, publishers, signal }, 50)).toBe(false);
  });
});
