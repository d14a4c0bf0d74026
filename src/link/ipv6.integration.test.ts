import { networkInterfaces } from "node:os";

import { describe, expect, test } from "vitest";

import { openRawConnection } from "../../tests/support/link/raw-connection.ts";
import { requirement } from "../../tests/support/requirements.ts";
import { missingRedis, startTestRedis } from "../../tests/support/test-bus.ts";
import { openLinkFactory, type LinkChoice } from "./link-factory.ts";
import { findToxiproxyServer } from "./toxiproxy/toxiproxy-process.ts";

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === "::1");
const missing = missingRedis ?? (hasIpv6 ? undefined : "no IPv6");
const { title, skip } = requirement("redis", "a Redis that listens on ::1", missing);

describe.skipIf(skip)(title, () => {
  test.for<LinkChoice>(["embedded", "toxiproxy"])(
    "is reached over the %s link, also after a cut",
    async (choice, { skip: skipTest }) => {
      skipTest(choice === "toxiproxy" && findToxiproxyServer() === undefined, "no Toxiproxy");
      await using redis = await startTestRedis(["--bind", "127.0.0.1", "::1"]);
      await using links = await openLinkFactory(choice);
      const { port } = redis.endpoint();
      const link = await links.open("publisher-0", { host: "::1", port });
      using first = await openRawConnection(link.endpoint);
      await first.ping();
      await link.inject({ kind: "cut", how: "fin" });
      expect(await first.closed()).toBe("fin");
      await link.heal();
      using second = await openRawConnection(link.endpoint);
      await second.ping();
    },
  );
});
