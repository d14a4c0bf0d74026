import {
  closeDirectClient,
  sendCommand,
  openDirectClient,
  type DirectClient,
} from "../../fixtures/redis/redis-client.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";

export type Reply = string | number | null | readonly Reply[];

/** The harness's own eyes on Redis: direct, past every link, and back after every restart. */
export interface DirectRedis {
  /** Asks on a connection that is opened when there is none. Rejects when Redis is away. */
  ask(words: readonly string[]): Promise<Reply>;
  close(): void;
}

const connectTimeoutMs = 2000;
const replyTimeoutMs = 5000;

export function createDirectRedis(redis: RunningRedis, signal: AbortSignal): DirectRedis {
  const options = { purpose: "direct", timeoutMs: connectTimeoutMs, signal } as const;
  let client: DirectClient | undefined;
  /** Shared by questions that are asked side by side, or each would open one. */
  let opening: Promise<DirectClient> | undefined;

  async function connected(): Promise<DirectClient> {
    if (client?.isReady) return client;
    opening ??= openDirectClient(redis.url(), options).finally(() => (opening = undefined));
    client = await opening;
    return client;
  }

  return {
    ask: async (words) => (await sendCommand(await connected(), words, replyTimeoutMs)) as Reply,
    close() {
      if (client) closeDirectClient(client);
    },
  };
}

export function asArray(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}
