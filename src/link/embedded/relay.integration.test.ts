import { describe, expect, test } from "vitest";

import { encodeCommand, openRawConnection } from "../../../tests/support/link/raw-connection.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { useSuiteRedis } from "../../../tests/support/suite-redis.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import { waitPatiently } from "../../patience.ts";
import type { Link } from "../contract/link.ts";
import type { NetworkFault } from "../contract/network-fault.ts";
import { probeConnect } from "../contract/probe-connection.ts";
import { createEmbeddedLinkFactory } from "./embedded-link.ts";
import type { EmbeddedLinkOptions } from "./embedded-link.ts";

const server = findRedisServer();
const missing = server === undefined ? "there is no redis-server" : undefined;
const { title, skip } = requirement("redis", "the relay of the embedded link", missing);
const { signal } = new AbortController();
const megabyte = 1024 * 1024;
const timeoutMs = 5_000;
const hole: NetworkFault = { kind: "blackhole", direction: "both", scope: "all" };
const stalledRequests: NetworkFault = { kind: "stall", direction: "to-server", scope: "all" };

describe.skipIf(skip)(title, () => {
  const { redis, directClient, clientCount } = useSuiteRedis(() =>
    createProcessProvider(server ?? "").start({ persistence: "off", signal }),
  );

  const openLink = (options: EmbeddedLinkOptions = {}): Promise<Link> =>
    createEmbeddedLinkFactory(options).open("publisher", redis().endpoint());

  const until = (isTrue: () => Promise<boolean>, what: string) =>
    waitPatiently(isTrue, { what, timeoutMs, intervalMs: 2 });

  test("passes replies to a client that has closed its sending side", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    connection.send(encodeCommand("PING"));
    connection.finish();
    expect((await connection.receive(7)).toString()).toBe("+PONG\r\n");
    expect(await connection.closed()).toBe("fin");
  });

  test("hides the close of a client from Redis until the black hole is healed", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject(hole);
    connection.close();
    const probe = await probeConnect(link.endpoint, { timeoutMs: 100 });
    expect(probe).toEqual({ kind: "no-answer" });
    expect(await clientCount()).toBeGreaterThanOrEqual(1);
    await link.heal();
    await until(async () => (await clientCount()) === 0, "Redis to see the close");
  });

  test("hides the death of Redis from a client until the black hole is healed", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject(hole);
    await redis().kill("SIGKILL");
    expect(await probeConnect(link.endpoint, { timeoutMs: 100 })).toEqual({ kind: "no-answer" });
    expect(connection.isOpen()).toBe(true);
    await link.heal();
    expect(await connection.closed()).toBe("fin");
    await redis().startAgain();
  });

  test("counts the clients that it turned away because Redis was away", async () => {
    await using link = await openLink();
    await redis().kill("SIGKILL");
    expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "closed" });
    expect(await link.traffic()).toMatchObject({ connections: 1, refused: 1 });
    await redis().startAgain();
  });

  test.each(["SIGKILL", "SIGTERM"] as const)(
    "refuses connections when a client sees the close of a Redis that ended by %s, until Redis is back",
    async (how) => {
      await using link = await openLink();
      using connection = await openRawConnection(link.endpoint);
      await connection.ping();
      const closed = connection.closed();
      await redis().kill(how);
      expect(await closed).toBe("fin");
      expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "refused" });
      expect(await link.traffic()).toMatchObject({ connections: 1, refused: 0 });
      await redis().startAgain();
      const isBack = async () =>
        (await probeConnect(link.endpoint, { timeoutMs })).kind === "answer";
      await until(isBack, "the link to listen again");
    },
  );

  test("refuses every connection but the first to a Redis that was away before it had a client", async () => {
    await using link = await openLink();
    await redis().kill("SIGKILL");
    expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "closed" });
    expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "refused" });
    await redis().startAgain();
    const isBack = async () => (await probeConnect(link.endpoint, { timeoutMs })).kind === "answer";
    await until(isBack, "the link to listen again");
  });

  test("keeps refusing after Redis is back if a fault refuses connections", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await redis().kill("SIGKILL");
    await connection.closed();
    await link.inject({ kind: "refuse" });
    await redis().startAgain();
    expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "refused" });
    await link.heal();
    const isBack = async () => (await probeConnect(link.endpoint, { timeoutMs })).kind === "answer";
    await until(isBack, "the link to listen again");
  });

  test("accepts connections all the time if Redis closes a single connection", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    const closed = connection.closed();
    connection.send(encodeCommand("QUIT"));
    expect(await closed).toBe("fin");
    expect(await probeConnect(link.endpoint, { timeoutMs })).toMatchObject({ kind: "answer" });
  });

  test("stops reading from a client at the limit for held bytes, and loses no byte", async () => {
    const heldBytesLimit = 256 * 1024;
    await using link = await openLink({ heldBytesLimit });
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject(stalledRequests);
    const items = Array.from({ length: 32 }, (_, index) => Buffer.alloc(megabyte, index + 33));
    for (const item of items) connection.send(encodeCommand("RPUSH", "list", item));
    const withheldBytes = async () => (await link.traffic())?.withheldBytes ?? 0;
    await until(async () => (await withheldBytes()) >= heldBytesLimit, "the limit to be reached");
    await probeConnect(link.endpoint, { timeoutMs: 100 });
    expect(await withheldBytes()).toBeLessThan(heldBytesLimit + 128 * 1024);
    await link.heal();
    await connection.receive(9 * 4 + 23 * 5);
    const firstBytes = (await directClient().lRange("list", 0, -1)).map((item) =>
      item.charCodeAt(0),
    );
    expect(firstBytes).toEqual(items.map((item) => item[0]));
  });

  test("stops reading from Redis if the client does not read, and loses no byte", async () => {
    await using link = await openLink();
    await directClient().set("value", "v".repeat(megabyte));
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    connection.pause();
    for (let asked = 0; asked < 64; asked += 1) connection.send(encodeCommand("GET", "value"));
    let passedBytes = -1;
    const isStuck = async () => {
      const before = passedBytes;
      passedBytes = (await link.traffic())?.bytesToClient ?? 0;
      return passedBytes === before && passedBytes > megabyte;
    };
    await waitPatiently(isStuck, { what: "the replies to get stuck", timeoutMs, intervalMs: 100 });
    expect(passedBytes).toBeLessThan(32 * megabyte);
    connection.resume();
    const replyLength = `$${megabyte}\r\n\r\n`.length + megabyte;
    expect((await connection.receive(64 * replyLength)).length).toBe(64 * replyLength);
  });

  test("keeps the order of bytes if a delay is healed halfway", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await link.inject({ kind: "latency", direction: "to-server", delayMs: 60_000 });
    connection.send(encodeCommand("RPUSH", "list", "first"));
    await probeConnect(link.endpoint, { timeoutMs: 50 });
    await link.heal();
    connection.send(encodeCommand("RPUSH", "list", "second"));
    expect((await connection.receive(8)).toString()).toBe(":1\r\n:2\r\n");
    expect(await directClient().lRange("list", 0, -1)).toEqual(["first", "second"]);
  });

  test("rejects a fault that picks a connection that is not open", async () => {
    await using link = await openLink();
    const fault = { ...hole, connections: [2] } as NetworkFault;
    await expect(link.inject(fault)).rejects.toThrow("connection 2, but only 0 are open");
  });
});
