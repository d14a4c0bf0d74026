import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { encodeCommand, openRawConnection } from "../../../tests/support/link/raw-connection.ts";
import { requirement } from "../../../tests/support/requirements.ts";
import { waitUntil } from "../../clock.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
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
  let redis: RunningRedis;
  let auditor: ReturnType<typeof createClient>;

  beforeAll(async () => {
    redis = await createProcessProvider(server ?? "").start({ persistence: "off", signal });
    auditor = createClient({ url: redis.url() });
    auditor.on("error", () => {});
    await auditor.connect();
  });
  beforeEach(async () => void (await auditor.flushAll()));
  afterAll(async () => {
    auditor.destroy();
    await redis[Symbol.asyncDispose]();
  });

  const openLink = (options: EmbeddedLinkOptions = {}): Promise<Link> =>
    createEmbeddedLinkFactory(options).open("publisher", redis.endpoint());

  /** The connections that Redis has, apart from the auditor's own. */
  const clientCount = async () => (await auditor.clientList()).length - 1;
  const until = (isTrue: () => Promise<boolean>, what: string) =>
    waitUntil(isTrue, { what, timeoutMs, intervalMs: 2 });

  test("passes replies to a client that has finished sending", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    connection.send(encodeCommand("PING"));
    connection.finish();
    expect((await connection.receive(7)).toString()).toBe("+PONG\r\n");
    expect(await connection.closed()).toBe("fin");
  });

  test("keeps from Redis that a client closed in a black hole, until it is healed", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject(hole);
    connection.close();
    const probe = await probeConnect(link.endpoint, { timeoutMs: 100 });
    expect(probe).toEqual({ kind: "no-answer" });
    expect(await clientCount()).toBeGreaterThanOrEqual(1);
    await link.heal();
    await until(async () => (await clientCount()) === 0, "Redis to be told");
  });

  test("keeps from a client that Redis died behind a black hole, until it is healed", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await connection.ping();
    await link.inject(hole);
    await redis.kill("SIGKILL");
    expect(await probeConnect(link.endpoint, { timeoutMs: 100 })).toEqual({ kind: "no-answer" });
    expect(connection.isOpen()).toBe(true);
    await link.heal();
    expect(await connection.closed()).toBe("fin");
    await redis.startAgain();
  });

  test("counts the clients it turned away because Redis was gone", async () => {
    await using link = await openLink();
    await redis.kill("SIGKILL");
    expect(await probeConnect(link.endpoint, { timeoutMs })).toEqual({ kind: "closed" });
    expect(await link.traffic()).toMatchObject({ connections: 1, refused: 1 });
    await redis.startAgain();
  });

  test("makes a sender wait rather than hold back without end, and loses nothing", async () => {
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
    const firstBytes = (await auditor.lRange("list", 0, -1)).map((item) => item.charCodeAt(0));
    expect(firstBytes).toEqual(items.map((item) => item[0]));
  });

  test("makes Redis wait for a client that does not read, and loses nothing", async () => {
    await using link = await openLink();
    await auditor.set("value", "v".repeat(megabyte));
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
    await waitUntil(isStuck, { what: "the replies to get stuck", timeoutMs, intervalMs: 100 });
    expect(passedBytes).toBeLessThan(32 * megabyte);
    connection.resume();
    const replyLength = `$${megabyte}\r\n\r\n`.length + megabyte;
    expect((await connection.receive(64 * replyLength)).length).toBe(64 * replyLength);
  });

  test("keeps the order over a delay that is taken away halfway", async () => {
    await using link = await openLink();
    using connection = await openRawConnection(link.endpoint);
    await link.inject({ kind: "latency", direction: "to-server", delayMs: 60_000 });
    connection.send(encodeCommand("RPUSH", "list", "first"));
    await probeConnect(link.endpoint, { timeoutMs: 50 });
    await link.heal();
    connection.send(encodeCommand("RPUSH", "list", "second"));
    expect((await connection.receive(8)).toString()).toBe(":1\r\n:2\r\n");
    expect(await auditor.lRange("list", 0, -1)).toEqual(["first", "second"]);
  });

  test("says that a fault is for a connection that is not there", async () => {
    await using link = await openLink();
    const fault = { ...hole, connections: [2] } as NetworkFault;
    await expect(link.inject(fault)).rejects.toThrow("connection 2, but only 0 are open");
  });
});
