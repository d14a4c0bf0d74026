import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { EnvironmentError } from "../../errors.ts";
import { findFreePort } from "../../fixtures/free-port.ts";
import { sendCommand, withDirectClient } from "../../fixtures/redis/redis-client.ts";
import { createProcessProvider } from "../../fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../fixtures/redis/redis-server-program.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import { waitPatiently } from "../../patience.ts";
import { openLinkFactory } from "../link-factory.ts";
import type { Link, LinkFactory } from "./link.ts";
import { openProbeConnection, probeConnect } from "./probe-connection.ts";

const server = findRedisServer();
const missing = server === undefined ? "there is no redis-server" : undefined;
const { title, skip } = requirement("redis", "a probe connection", missing);
const { signal } = new AbortController();
const timeoutMs = 5_000;

describe.skipIf(skip)(title, () => {
  let redis: RunningRedis;
  let links: LinkFactory;
  const openLink = (): Promise<Link> => links.open("publisher", redis.endpoint());

  beforeAll(async () => {
    redis = await createProcessProvider(server ?? "").start({ persistence: "off", signal });
    links = await openLinkFactory("embedded");
  });
  afterAll(async () => {
    await links[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  test.for(["fin", "rst"] as const)("reports that the link closed it by %s", async (how) => {
    await using link = await openLink();
    const probe = await openProbeConnection(link.endpoint, { signal });
    expect(probe.state()).toMatchObject({ open: true, roundTripMs: expect.any(Number) });
    await link.inject({ kind: "cut", how });
    await waitPatiently(() => !probe.state().open, { what: "the close", timeoutMs });
    expect(probe.state().closedBy).toBe(how);
    expect(await probe.ping({ timeoutMs })).toEqual({ kind: "closed" });
    probe.close();
  });

  test("does not take a late answer for the answer to its next PING", async () => {
    await using link = await openLink();
    const probe = await openProbeConnection(link.endpoint, { signal });
    await link.inject({ kind: "stall", direction: "to-server", scope: "all" });
    expect(await probe.ping({ timeoutMs: 20 })).toEqual({ kind: "no-answer" });
    await link.heal();
    await link.inject({ kind: "latency", direction: "to-client", delayMs: 100 });
    const answer = await probe.ping({ timeoutMs });
    expect(answer.kind === "answer" && answer.roundTripMs).toBeGreaterThanOrEqual(50);
    probe.close();
  });

  test("counts the traffic that it adds to a link", async () => {
    await using link = await openLink();
    const traffic = { connections: 0, bytesSent: 0, bytesReceived: 0 };
    await probeConnect(link.endpoint, { timeoutMs, traffic });
    const { connections, bytesToServer, bytesToClient } = (await link.traffic()) ?? {};
    expect(traffic).toEqual({
      connections,
      bytesSent: bytesToServer,
      bytesReceived: bytesToClient,
    });
  });

  test("takes an error reply of Redis for an answer", async () => {
    await using guarded = await createProcessProvider(server ?? "").start({
      persistence: "off",
      signal,
    });
    await withDirectClient(guarded.url(), { purpose: "test", timeoutMs }, (client) =>
      sendCommand(client, ["CONFIG", "SET", "requirepass", "secret"], timeoutMs),
    );
    expect(await probeConnect(guarded.endpoint(), { timeoutMs })).toMatchObject({ kind: "answer" });
  });

  test("reports a port without a listener as refused, and does not open there", async () => {
    const endpoint = { host: "127.0.0.1", port: await findFreePort() };
    expect(await probeConnect(endpoint, { timeoutMs })).toEqual({ kind: "refused" });
    await expect(openProbeConnection(endpoint, { signal })).rejects.toBeInstanceOf(
      EnvironmentError,
    );
  });

  test("stops waiting for an answer when the run is interrupted", async () => {
    await using link = await openLink();
    await link.inject({ kind: "blackhole", direction: "both", scope: "all" });
    const interruption = new AbortController();
    const probing = probeConnect(link.endpoint, { timeoutMs, signal: interruption.signal });
    interruption.abort(new Error("interrupted"));
    await expect(probing).rejects.toThrow("interrupted");
  });
});
