import { afterAll, beforeAll, expect, test } from "vitest";

import type { RunningRedis } from "../../../src/fixtures/redis/redis.ts";
import { byteChecks } from "./byte-checks.ts";
import { closeChecks } from "./close-checks.ts";
import { createDirectTestClient } from "./link-check.ts";
import type { DirectTestClient, LinkSetup } from "./link-check.ts";
import { pathChecks } from "./path-checks.ts";

/** Every kind of link must pass these; each is asked only for what it claims. */
export function testLinkConformance(openGround: () => Promise<LinkSetup>): void {
  let ground: LinkSetup | undefined;
  let redis: RunningRedis | undefined;
  let auditor: DirectTestClient | undefined;

  beforeAll(async () => {
    ground = await openGround();
    redis = await ground.startRedis();
    auditor = await createDirectTestClient(redis).connect();
  });

  afterAll(async () => {
    auditor?.destroy();
    await ground?.links[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
    await ground?.ended?.();
  });

  test.for([...pathChecks, ...closeChecks, ...byteChecks])(
    "$title",
    async ({ needs, run }, { skip }) => {
      if (!ground || !redis || !auditor) throw new Error("there is no ground");
      const { links, startRedis } = ground;
      const missing = needs.filter((capability) => !links.capabilities.has(capability));
      skip(missing.length > 0, `this link does not claim ${missing.join(", ")}`);
      await auditor.flushAll();
      await using link = await links.open("subscriber-0", redis.endpoint());
      const dropsPackets = links.capabilities.has("packet-drop");
      expect.hasAssertions();
      await run({ link, redis, auditor, startRedis, dropsPackets });
    },
  );
}
