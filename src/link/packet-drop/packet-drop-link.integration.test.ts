import { describe } from "vitest";

import { testLinkConformance } from "../../../tests/support/link/link-conformance.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import { openLinkFactory } from "../link-factory.ts";
import { createNetworkNamespace, packetDropMissing } from "./network-namespace.ts";

const server = findRedisServer();
const missing = server === undefined ? "there is no redis-server" : await packetDropMissing();
const { title, skip } = requirement("netns", "the packet-drop link", missing);
const { signal } = new AbortController();

describe.skipIf(skip)(title, () => {
  testLinkConformance(async () => {
    const namespace = await createNetworkNamespace();
    return {
      links: await openLinkFactory("packet-drop", { namespace }),
      startRedis: () =>
        createProcessProvider(server ?? "").start({
          persistence: "off",
          signal,
          host: namespace.directAddress,
          commandPrefix: namespace.commandPrefix,
          // Every role reaches Redis by another address.
          arguments: ["--bind", "0.0.0.0"],
        }),
      ended: async () => await namespace[Symbol.asyncDispose](),
    };
  });
});
