import { describe, expect, test } from "vitest";

import { openDirectTestRedis } from "../../../tests/support/direct-test-redis.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import { createLedger } from "../watch/ledger.ts";
import { proveAcknowledged, proveDelivery } from "./delivery-proofs.ts";
import {
  readWithoutAcknowledging,
  scriptBacklog,
  scriptedGroup as group,
  scriptedKey as key,
} from "./testing/scripted-backlog.ts";

const { title, skip } = requirement("redis", "the delivery proofs", missingRedis);

describe.skipIf(skip)(title, () => {
  test("messages count as acknowledged only if the pending list is empty", async () => {
    await using redis = await openDirectTestRedis();
    await readWithoutAcknowledging(redis, 1);
    const { options } = scriptBacklog(redis);
    expect(await proveAcknowledged(options, 50)).toBe(false);
    await redis.direct.ask(["XACK", key, group, "1-0"]);
    expect(await proveAcknowledged(options, 5000)).toBe(true);
  });

  test("delivery is not proved if no publisher can send a canary", async () => {
    const ledger = createLedger(true);
    const publishers = { sendCanaries: () => [] };
    const { signal } = new AbortController();
    expect(await proveDelivery({ ledger, publishers, signal }, 50)).toBe(false);
  });
});
