import { randomUUID } from "node:crypto";

import type { Bus, BusLogger, BusModule, BusNotice } from "../../src/bus/contract.ts";
import { assertBus } from "../../src/bus/validate-module.ts";
import { nowMs, sleep } from "../../src/clock.ts";
import { sendCommand, withDirectClient } from "../../src/fixtures/redis/redis-client.ts";
import { createProcessProvider } from "../../src/fixtures/redis/redis-process.ts";
import { findRedisServer } from "../../src/fixtures/redis/redis-server-program.ts";
import type { RunningRedis } from "../../src/fixtures/redis/redis.ts";
import type { Link } from "../../src/link/contract/link.ts";
import { createEmbeddedLinkFactory } from "../../src/link/embedded/embedded-link.ts";
import { waitPatiently } from "../../src/patience.ts";

/**
 * A bus under test, with the notices it gave, in a namespace of its own. The test disposes of it, and of
 * Redis after it.
 */
export interface TestBus extends AsyncDisposable {
  readonly bus: Bus;
  readonly namespace: string;
  readonly notices: readonly BusNotice[];
  /** Resolves once the bus has given `count` notices of this kind; default 1. */
  noticed(kind: BusNotice["kind"], count?: number): Promise<unknown>;
}

export interface OpenTestBusOptions {
  readonly url: string;
  readonly namespace?: string;
  readonly role?: string;
  readonly signal?: AbortSignal;
}

const replyLimitMs = 5000;

const quietLogger: BusLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The reason to skip tests that need Redis, or `undefined`. */
export const missingRedis = findRedisServer() === undefined ? "no redis-server" : undefined;

/** Starts a Redis process that writes every command to disk. The test disposes of it. */
export async function startTestRedis(
  redisArguments: readonly string[] = [],
): Promise<RunningRedis> {
  const server = findRedisServer() ?? "redis-server";
  const { signal } = new AbortController();
  return createProcessProvider(server).start({
    persistence: "always",
    signal,
    arguments: redisArguments,
  });
}

/** Opens a bus with a logger that prints nothing. */
export async function openTestBus(
  module: BusModule,
  { url, namespace = freshNamespace(), role = "test", signal }: OpenTestBusOptions,
): Promise<TestBus> {
  const notices: BusNotice[] = [];
  const bus = await module.open({
    url,
    role,
    namespace,
    logger: quietLogger,
    signal: signal ?? new AbortController().signal,
    notify: (notice) => void notices.push(notice),
  });
  assertBus(bus, module.name);
  const count = (kind: BusNotice["kind"]) => notices.filter((one) => one.kind === kind).length;
  return {
    bus,
    namespace,
    notices,
    noticed: (kind, wanted = 1) =>
      waitPatiently(() => count(kind) >= wanted, { what: `a notice "${kind}"`, timeoutMs: 10_000 }),
    [Symbol.asyncDispose]: () => bus.close(),
  };
}

function freshNamespace(): string {
  return `${randomUUID()}:`;
}

/** Opens a link in front of this Redis. The test disposes of it after the bus. */
export async function openTestLink({ endpoint }: RunningRedis): Promise<Link & { url: string }> {
  const link = await createEmbeddedLinkFactory().open("test", endpoint());
  return Object.assign(link, { url: `redis://127.0.0.1:${link.endpoint.port}` });
}

/** Sends one command directly to Redis, not through a link. */
export async function ask(redis: RunningRedis, ...words: string[]): Promise<unknown> {
  return withDirectClient(redis.url(), { purpose: "test", timeoutMs: replyLimitMs }, (client) =>
    sendCommand(client, words, replyLimitMs),
  );
}

/** Counts each payload in the stream. */
export async function storedPayloads(redis: RunningRedis, key: string): Promise<Counter> {
  const entries = (await ask(redis, "XRANGE", key, "-", "+")) as [string, string[]][];
  const counter = createCounter();
  for (const [, fields] of entries) counter.add(fields[fields.indexOf("payload") + 1] ?? "");
  return counter;
}

/** Counts of values, such as payloads. */
export interface Counter {
  add(value: string): void;
  count(value: string): number;
  readonly distinct: number;
  /** Returns the values that were added more than once. */
  repeated(): string[];
}

export function createCounter(): Counter {
  const counts = new Map<string, number>();
  return {
    add: (value) => void counts.set(value, (counts.get(value) ?? 0) + 1),
    count: (value) => counts.get(value) ?? 0,
    get distinct() {
      return counts.size;
    },
    repeated: () => [...counts].filter(([, count]) => count > 1).map(([value]) => value),
  };
}

/** The publishes of a load that have settled so far. */
export interface Load {
  readonly acknowledged: readonly string[];
  readonly failed: readonly unknown[];
  /** Stops publishing and resolves when every publish has settled. */
  stop(): Promise<void>;
}

/** Publishes without waiting for replies, about one message a millisecond. */
export function startLoad(bus: Bus, topic: string): Load {
  const acknowledged: string[] = [];
  const failed: unknown[] = [];
  const publishes: Promise<void>[] = [];
  const stopping = new AbortController();
  const publishOne = async (payload: string) => {
    try {
      await bus.publish(topic, payload);
      acknowledged.push(payload);
    } catch (error) {
      failed.push(error);
    }
  };
  const pump = async () => {
    const startedAtMs = nowMs();
    for (let sent = 0; !stopping.signal.aborted; await sleep(1)) {
      for (; sent < nowMs() - startedAtMs; sent += 1) publishes.push(publishOne(`message-${sent}`));
    }
  };
  const pumping = pump();
  return {
    acknowledged,
    failed,
    stop: async () => {
      stopping.abort();
      await pumping;
      await Promise.all(publishes);
    },
  };
}

/** Waits until `probe` returns true. Rejects with `what` after the timeout. */
export async function eventually(
  probe: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 10_000,
): Promise<void> {
  await waitPatiently(probe, { what, timeoutMs });
}
