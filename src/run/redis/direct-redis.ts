import {
  closeDirectClient,
  sendCommand,
  openDirectClient,
  type DirectClient,
} from "../../fixtures/redis/redis-client.ts";
import { inDatabase } from "../../fixtures/redis/redis-url.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";

/** A reply of Redis as RESP2 gives it. */
export type Reply = string | number | null | readonly Reply[];

/**
 * The harness's own way to Redis: it goes past every link, and comes back after every restart. No bus
 * uses it.
 */
export interface DirectRedis {
  /**
   * Sends one command, on a connection that it opens when it needs one. Rejects if Redis cannot be
   * reached within 2 s or does not answer within 5 s.
   */
  ask(words: readonly string[]): Promise<Reply>;
  close(): void;
}

const connectTimeoutMs = 2000;
const replyTimeoutMs = 5000;

/** @param database the number of the database; the one of the URL if it is missing. */
export function createDirectRedis(
  redis: RunningRedis,
  signal: AbortSignal,
  database?: number,
): DirectRedis {
  const options = { purpose: "direct", timeoutMs: connectTimeoutMs, signal } as const;
  let client: DirectClient | undefined;
  /** Shared by commands that are sent at the same time. Otherwise each would open a connection. */
  let opening: Promise<DirectClient> | undefined;

  async function connected(): Promise<DirectClient> {
    if (client?.isReady) return client;
    const { tls } = redis.endpoint();
    opening ??= openDirectClient(inDatabase(redis.url(), database), { ...options, tls }).finally(
      () => (opening = undefined),
    );
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

/** Returns the items of an array reply, and no items for any other reply. */
export function asArray(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : [];
}
