import { describe, expect, test } from "vitest";

import { recordLinkCommands } from "../../../tests/support/link/command-record.ts";
import {
  atXadd,
  linkCommandsOf,
  namespace,
  xadd,
} from "../../../tests/support/link/command-setup.ts";
import { testLinkConformance } from "../../../tests/support/link/link-conformance.ts";
import { openRawConnection } from "../../../tests/support/link/raw-connection.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { openTestClient } from "../../../tests/support/test-client.ts";
import { missingTls, startTlsRedis } from "../../../tests/support/tls-redis.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import { createEmbeddedLinkFactory } from "./embedded-link.ts";

const { title, skip } = requirement("redis", "the embedded link to a Redis with TLS", missingTls);

/** Starts a Redis whose endpoint is its port with TLS. Its URL is the plain one, for the checks themselves. */
async function startRedis(): Promise<RunningRedis> {
  const redis = await startTlsRedis();
  return {
    ...redis.plain,
    endpoint: () => redis.endpoint,
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  };
}

describe.skipIf(skip)(title, () => {
  testLinkConformance(async () => ({ links: createEmbeddedLinkFactory(), startRedis }));
});

describe.skipIf(skip)(`${title}, at a command`, () => {
  test.each([
    ["before-forwarding", 0, "XADD orders #1"],
    ["before-reply", 1, "XADD orders #1 forwarded executed"],
  ] as const)("resets the client %s of an XADD: %i entries", async (position, entries, line) => {
    await using redis = await startTlsRedis();
    await using links = createEmbeddedLinkFactory();
    const link = await links.open("publisher-0", redis.endpoint);
    const record = recordLinkCommands(link);
    const armed = linkCommandsOf(link).arm(atXadd(position, { kind: "rst" }));
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    connection.send(xadd(1));
    expect(await armed.struck).toMatchObject({ connection: 0 });
    expect(await connection.closed()).toBe("rst");
    await record.ended(2);
    expect(record.lines().at(-1)).toBe(line);
    const client = await openTestClient(redis.plain.url());
    expect(await client.xLen(`${namespace}orders`)).toBe(entries);
    client.destroy();
  });
});
