import { afterAll, beforeAll, expect, test } from "vitest";

import type { RunningRedis } from "../../../src/fixtures/redis/redis.ts";
import { byteChecks } from "./byte-checks.ts";
import { closeChecks } from "./close-checks.ts";
import { createDirectTestClient } from "./link-check.ts";
import type { DirectTestClient, LinkSetup } from "./link-check.ts";
import { pathChecks } from "./path-checks.ts";

/** Checks that a kind of link does everything that it claims. All kinds of links pass this suite. */
export function testLinkConformance(openSetup: () => Promise<LinkSetup>): void {
  let setup: LinkSetup | undefined;
  let redis: RunningRedis | undefined;
  let directClient: DirectTestClient | undefined;

  beforeAll(async () => {
    setup = await openSetup();
    redis = await setup.startRedis();
    directClient = await createDirectTestClient(redis).connect();
  });

  afterAll(async () => {
    directClient?.destroy();
    await setup?.links[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
    await setup?.ended?.();
  });

  test.for([...pathChecks, ...closeChecks, ...byteChecks])(
    "$title",
    async ({ needs, run }, { skip }) => {
      if (!setup || !redis || !directClient) throw new Error("there is no setup");
      const { links, startRedis } = setup;
      const missing = needs.filter((capability) => !links.capabilities.has(capability));
      skip(missing.length > 0, `this link does not claim ${missing.join(", ")}`);
      await directClient.flushAll();
      await using link = await links.open("subscriber-0", redis.endpoint());
      const dropsPackets = links.capabilities.has("packet-drop");
      expect.hasAssertions();
      await run({ link, redis, directClient, startRedis, dropsPackets });
    },
  );
}
