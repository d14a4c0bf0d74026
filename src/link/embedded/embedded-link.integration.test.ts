import { describe } from "vitest";

import { testLinkConformance } from "../../../tests/support/link/link-conformance.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import { openLinkFactory } from "../link-factory.ts";

const server = findRedisServer();
const missing = server === undefined ? "there is no redis-server" : undefined;
const { title, skip } = requirement("redis", "the embedded link", missing);
const { signal } = new AbortController();

describe.skipIf(skip)(title, () => {
  testLinkConformance(async () => ({
    links: await openLinkFactory("embedded"),
    startRedis: () => createProcessProvider(server ?? "").start({ persistence: "off", signal }),
  }));
});
