import { afterAll, expect, test } from "vitest";

import { useSuiteRedis } from "../suite-redis.ts";
import { byteChecks } from "./byte-checks.ts";
import { closeChecks } from "./close-checks.ts";
import type { LinkSetup } from "./link-check.ts";
import { pathChecks } from "./path-checks.ts";

/** Checks that a kind of link does everything that it claims. All kinds of links pass this suite. */
export function testLinkConformance(openSetup: () => Promise<LinkSetup>): void {
  let setup: LinkSetup | undefined;

  // Vitest calls the hooks after all tests in the opposite order, so this one comes last.
  afterAll(async () => await setup?.ended?.());
  const { redis, directClient } = useSuiteRedis(async () => {
    setup = await openSetup();
    return await setup.startRedis();
  });
  afterAll(async () => await setup?.links[Symbol.asyncDispose]());

  test.for([...pathChecks, ...closeChecks, ...byteChecks])(
    "$title",
    async ({ needs, run }, { skip }) => {
      if (!setup) throw new Error("there is no setup");
      const { links, startRedis } = setup;
      const missing = needs.filter((capability) => !links.capabilities.has(capability));
      skip(missing.length > 0, `this link does not claim ${missing.join(", ")}`);
      await using link = await links.open("subscriber-0", redis().endpoint());
      const dropsPackets = links.capabilities.has("packet-drop");
      expect.hasAssertions();
      await run({
        link,
        redis: redis(),
        directClient: directClient(),
        startRedis,
        dropsPackets,
      });
    },
  );
}
