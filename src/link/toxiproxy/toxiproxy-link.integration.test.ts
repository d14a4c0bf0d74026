import { describe } from "vitest";

import { testLinkConformance } from "../../../tests/support/link/link-conformance.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import { openLinkFactory } from "../link-factory.ts";
import { findToxiproxyServer } from "./toxiproxy-process.ts";

const server = findRedisServer();
const missing = [
  ...(findToxiproxyServer() === undefined ? ["there is no toxiproxy-server"] : []),
  ...(server === undefined ? ["there is no redis-server"] : []),
].at(0);
const { title, skip } = requirement("toxiproxy", "the Toxiproxy link", missing);
const { signal } = new AbortController();

describe.skipIf(skip)(title, () => {
  testLinkConformance(async () => ({
    links: await openLinkFactory("toxiproxy"),
    startRedis: () => createProcessProvider(server ?? "").start({ persistence: "off", signal }),
  }));
});
