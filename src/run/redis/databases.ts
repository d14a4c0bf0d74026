import { databaseIn } from "../../fixtures/redis/redis-url.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Operation } from "../../history/operation.ts";
import { createDirectRedis, type DirectRedis } from "./direct-redis.ts";

/** The databases of Redis that the bus uses: the one of the URL, and each that a connection selected. */
export interface Databases {
  /** The database of the URL. */
  readonly main: DirectRedis;
  /** Must see every operation, so that it knows which databases the links saw a bus select. */
  watch(operation: Operation): void;
  /** Returns all databases that are in use, the one of the URL first. */
  all(): readonly Database[];
  /** Returns the first database that holds the key, or the one of the URL if no database holds it. */
  holderOf(key: string): Promise<Database>;
  close(): void;
}

export interface Database {
  readonly number: number;
  readonly ask: DirectRedis["ask"];
}

export function createDatabases(redis: RunningRedis, signal: AbortSignal): Databases {
  const main = createDirectRedis(redis, signal);
  const own = databaseIn(redis.url());
  const opened = new Map<number, DirectRedis>([[own, main]]);
  const all = (): readonly Database[] => [...opened].map(([number, { ask }]) => ({ number, ask }));
  return {
    main,
    watch(operation) {
      if (operation.kind !== "wire" || operation.database === undefined) return;
      const { database } = operation;
      if (!opened.has(database)) opened.set(database, createDirectRedis(redis, signal, database));
    },
    all,
    async holderOf(key) {
      const databases = all();
      for (const each of databases) {
        if (databases.length > 1 && (await each.ask(["EXISTS", key])) === 1) return each;
      }
      return { number: own, ask: main.ask };
    },
    close() {
      for (const each of opened.values()) each.close();
    },
  };
}
