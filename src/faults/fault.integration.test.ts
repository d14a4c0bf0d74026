import { describe, expect, test } from "vitest";

import { requirement } from "../../tests/support/requirements.ts";
import { missingRedis, startTestRedis } from "../../tests/support/test-bus.ts";
import {
  closeDirectClient,
  openDirectClient,
  sendCommand,
  withDirectClient,
} from "../fixtures/redis/redis-client.ts";
import type { RunningRedis } from "../fixtures/redis/redis.ts";
import type { Evidence } from "../history/operations/fault-operations.ts";
import type { Link } from "../link/contract/link.ts";
import type { NetworkFault } from "../link/contract/network-fault.ts";
import { openProbeConnection } from "../link/contract/probe-connection.ts";
import { createEmbeddedLinkFactory } from "../link/embedded/embedded-link.ts";
import { waitPatiently } from "../patience.ts";
import type { FaultContext, StreamsOfRun } from "./contract/fault-definition.ts";
import { noRoleProcesses } from "./contract/role-processes.ts";
import type { FaultSpec } from "./fault-kinds.ts";
import { createFault } from "./fault.ts";

const { title, skip } = requirement("redis", "the evidence of a fault", missingRedis);
const role = "subscriber-0";
const { signal } = new AbortController();

interface Ground extends AsyncDisposable {
  readonly redis: RunningRedis;
  readonly link: Link;
}

async function openGround(): Promise<Ground> {
  await using opening = new AsyncDisposableStack();
  const redis = opening.use(await startTestRedis());
  const factory = opening.use(createEmbeddedLinkFactory());
  const link = await factory.open(role, redis.endpoint());
  // As in every run: a link follows only connections that open after this call.
  link.commands?.observe("", { ended() {}, pushed() {}, opaque() {} });
  const everything = opening.move();
  return { redis, link, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}

const key = "stream";

/** Opens the way past every link to the Redis of a ground. */
async function openDirect({ redis }: Ground) {
  const client = await openDirectClient(redis.url(), { purpose: "test", timeoutMs: 2000 });
  return {
    ask: (_key: string, words: readonly string[]) => sendCommand(client, words, 2000),
    [Symbol.dispose]: () => closeDirectClient(client),
  };
}

async function strike(
  spec: FaultSpec,
  { redis, link }: Ground,
  streams?: StreamsOfRun,
): Promise<readonly Evidence[]> {
  const links = new Map([[role, link]]);
  const linksFollow = async () => {};
  const context: FaultContext = {
    redis,
    streams,
    links,
    linksFollow,
    processes: noRoleProcesses,
    persistence: "always",
    signal,
  };
  const fault = createFault(spec, context);
  const injected = await fault.inject();
  const lasting = await fault.verifyInForce();
  return [...injected, ...lasting, ...(await fault.heal())];
}

const isSeen = (evidence: readonly Evidence[]) => evidence.every(({ seen }) => seen);
const doNothing = async () => {};
const network = (fault: NetworkFault): FaultSpec => ({ kind: "network", role, fault });

const networkFaults: readonly NetworkFault[] = [
  { kind: "cut", how: "fin" },
  { kind: "cut", how: "rst" },
  { kind: "refuse" },
  { kind: "blackhole", direction: "both", scope: "all" },
  { kind: "blackhole", direction: "to-client", scope: "existing" },
  { kind: "stall", direction: "to-server", scope: "all" },
  { kind: "latency", direction: "to-client", delayMs: 100 },
  ...(["READONLY", "OOM", "LOADING", "NOGROUP", "NOPERM"] as const).map((error) => ({
    kind: "refuse-commands" as const,
    error,
  })),
];

describe.skipIf(skip)(title, () => {
  test.each(networkFaults)("is there for %o", async (fault) => {
    await using ground = await openGround();
    expect(await strike(network(fault), ground)).toSatisfy(isSeen);
  });

  test.each(networkFaults)("is missing where %o does nothing", async (fault) => {
    await using ground = await openGround();
    const link = { ...ground.link, inject: doNothing };
    expect(await strike(network(fault), { ...ground, link })).not.toSatisfy(isSeen);
  });

  test("is missing where the path does not pass after the heal", async () => {
    await using ground = await openGround();
    const link = { ...ground.link, heal: doNothing };
    expect(await strike(network({ kind: "refuse" }), { ...ground, link })).not.toSatisfy(isSeen);
  });

  test("is missing where a fault ends by itself", async () => {
    await using ground = await openGround();
    const { link } = ground;
    const fault = { kind: "refuse" } as const;
    const context = {
      ...ground,
      persistence: "always",
      linksFollow: doNothing,
      processes: noRoleProcesses,
      signal,
    } as const;
    const lasting = createFault(network(fault), { ...context, links: new Map([[role, link]]) });
    expect(await lasting.inject()).toSatisfy(isSeen);
    await link.heal();
    expect(await lasting.verifyInForce()).not.toSatisfy(isSeen);
    await lasting.heal();
  });

  test("is not taken from an earlier fault on the same link", async () => {
    await using ground = await openGround();
    const { endpoint } = ground.link;
    const fault = { kind: "blackhole", direction: "both", scope: "existing" } as const;
    const first = network({ ...fault, connections: [0] });
    const bus = await openProbeConnection(endpoint, { signal });
    const busy = setInterval(() => void bus.ping({ timeoutMs: 1 }), 20);
    const bitten = await strike(first, ground);
    clearInterval(busy);
    bus.close();
    const quiet = await openProbeConnection(endpoint, { signal });
    const inert = { ...ground.link, inject: doNothing };
    const idle = await strike(first, { ...ground, link: inert });
    quiet.close();
    expect(bitten).toSatisfy(isSeen);
    expect(idle).not.toSatisfy(isSeen);
  });

  test.each(["SIGTERM", "SIGKILL"] as const)("is there for a %s of Redis", async (by) => {
    await using ground = await openGround();
    expect(await strike({ kind: "kill-redis", signal: by }, ground)).toSatisfy(isSeen);
  });

  test("is missing where Redis was not killed", async () => {
    await using ground = await openGround();
    const redis = { ...ground.redis, kill: doNothing, startAgain: ground.redis.identity };
    const evidence = await strike({ kind: "kill-redis", signal: "SIGKILL" }, { ...ground, redis });
    expect(evidence.map(({ seen }) => seen)).toEqual([false, false, false]);
  });

  test("is there for a full memory, also the second time, and a Redis that does not answer is an error", async () => {
    await using ground = await openGround();
    expect(await strike({ kind: "fill-memory" }, ground)).toSatisfy(isSeen);
    expect(await strike({ kind: "fill-memory" }, ground)).toSatisfy(isSeen);
    const redis = { ...ground.redis, url: () => "redis://127.0.0.1:1" };
    await expect(strike({ kind: "fill-memory" }, { ...ground, redis })).rejects.toThrow();
  });

  test("is there for a demotion of Redis, also the second time, which keeps its data and frees its readers", async () => {
    await using ground = await openGround();
    const { redis } = ground;
    const direct = { purpose: "test", timeoutMs: 2000 };
    const ask = (...words: string[]): Promise<unknown> =>
      withDirectClient(redis.url(), direct, (client) => sendCommand(client, words, 2000));
    await ask("RPUSH", "list", "kept");
    const waiting = ask("BLPOP", "other", "0").catch(String);
    await waitPatiently(
      async () => /blocked_clients:1/u.test(String(await ask("INFO", "clients"))),
      {
        what: "the BLPOP to wait",
        timeoutMs: 2000,
      },
    );
    expect(await strike({ kind: "demote-redis" }, ground)).toSatisfy(isSeen);
    expect(String(await waiting)).toContain("UNBLOCKED");
    expect(await strike({ kind: "demote-redis" }, ground)).toSatisfy(isSeen);
    expect(await ask("LRANGE", "list", "0", "-1")).toEqual(["kept"]);
  });

  test("is there for the deletion of pending entries, and missing where nothing is pending", async () => {
    await using ground = await openGround();
    using direct = await openDirect(ground);
    const { ask } = direct;
    for (const name of ["one", "two", "three"]) await ask(key, ["XADD", key, "*", "text", name]);
    await ask(key, ["XGROUP", "CREATE", key, "group", "0"]);
    const messagesIn = (text: string) => text.split(" ").slice(1);
    const streams = { keys: [key], ask, messagesIn };
    const spec = { kind: "delete-pending", most: 10 } as const;
    const [none] = await strike(spec, ground, streams);
    expect(none).toMatchObject({ seen: false, removed: [] });
    await ask(key, ["XREADGROUP", "GROUP", "group", "consumer", "STREAMS", key, ">"]);
    const [found] = await strike(spec, ground, streams);
    expect(found).toMatchObject({ seen: true, removed: ["one", "three"] });
    expect(await ask(key, ["XLEN", key])).toBe(1);
    expect(await ask(key, ["XPENDING", key, "group", "-", "+", "10"])).toHaveLength(3);
  });

  test("is there for a pause of Redis, and missing where it was not paused", async () => {
    await using ground = await openGround();
    expect(await strike({ kind: "pause-redis" }, ground)).toSatisfy(isSeen);
    const redis = { ...ground.redis, pause: doNothing };
    const evidence = await strike({ kind: "pause-redis" }, { ...ground, redis });
    expect(evidence.map(({ seen }) => seen)).toEqual([false, false, true]);
  });
});
