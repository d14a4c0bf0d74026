import { createClient } from "redis";
import { expect } from "vitest";

import { test } from "../../src/vitest/index.ts";

test("a client comes back after its connection was reset", async ({ redis, link }) => {
  const { host, port } = link.endpoint;
  const client = createClient({ url: `redis://${host}:${port}` }).on("error", () => {});
  await client.connect();
  await link.inject({ kind: "cut", how: "rst" });
  await expect.poll(() => client.ping().catch(() => "away")).toBe("PONG");
  expect((await redis.identity()).server).toMatch(/redis|valkey/);
  client.destroy();
});
