import type {
  Audit,
  AuditedGroup,
  AuditedPending,
} from "../../history/operations/audit-operation.ts";
import type { DeadLetter } from "../../history/operations/dead-letters.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { createPayloadFinder } from "../../workload/payload.ts";
import type { Databases } from "./databases.ts";
import { asArray, type DirectRedis, type Reply } from "./direct-redis.ts";

/** Reads the streams of a run in Redis itself, past every link and every bus. */
export interface Auditor {
  /** Returns the work that is left for each group of a stream; `undefined` if there is no stream. */
  backlog(key: string): Promise<readonly GroupBacklog[] | undefined>;
  /**
   * Yields the entries of a stream, a page at a time. An empty stream gives one empty page; a key
   * without a stream gives none.
   */
  entries(key: string): AsyncGenerator<NonNullable<Audit["entries"]>>;
  /** Yields the dead letters of a stream, a page at a time; no page if there is no stream. */
  deadLetters(key: string): AsyncGenerator<readonly DeadLetter[]>;
  /** Returns each group with its position and its pending entries; none if there is no stream. */
  groups(key: string): Promise<readonly AuditedGroup[]>;
  /**
   * Returns how many entries were deleted or trimmed since the stream began; `undefined` if there is
   * no stream, or if the server does not count (before Redis 7.0).
   */
  removed(key: string): Promise<number | undefined>;
  /** Returns the number of the database that holds the key; `undefined` for database 0. */
  databaseOf(key: string): Promise<number | undefined>;
}

/** The work that one group of a stream has left. */
export interface GroupBacklog {
  readonly name: string;
  /** Entries that were delivered and not acknowledged. */
  readonly pending: number;
  /** Whether the stream has an entry behind the position of the group. */
  readonly unread: boolean;
}

const entriesPerPage = 2000;
const pendingPerPage = 1000;

/** @param holderOf returns the database that holds a key. */
export function createAuditor({ holderOf }: Pick<Databases, "holderOf">, runId: string): Auditor {
  const find = createPayloadFinder(runId);
  /** Returns how to ask the database with this stream; `undefined` if the key holds no stream. */
  async function askOf(key: string): Promise<Ask | undefined> {
    const { ask } = await holderOf(key);
    return (await ask(["TYPE", key])) === "stream" ? ask : undefined;
  }
  async function* pagesOf(key: string): AsyncGenerator<readonly (readonly Reply[])[]> {
    const ask = await askOf(key);
    if (!ask) return;
    for (let from = "-"; ;) {
      const command = ["XRANGE", key, from, "+", "COUNT", String(entriesPerPage)];
      const page = asArray(await ask(command)).map(asArray);
      if (page.length > 0 || from === "-") yield page;
      if (page.length < entriesPerPage) return;
      from = `(${String(page.at(-1)?.[0])}`;
    }
  }

  return {
    async backlog(key) {
      const ask = await askOf(key);
      if (!ask) return undefined;
      const groups = await readGroups(ask, key);
      return await Promise.all(groups.map((group) => readBacklog(ask, key, group)));
    },
    async *entries(key) {
      for await (const page of pagesOf(key)) yield page.flatMap((entry) => readEntry(entry, find));
    },
    async *deadLetters(key) {
      for await (const page of pagesOf(key)) yield page.map((entry) => readDeadLetter(entry, find));
    },
    async removed(key) {
      const ask = await askOf(key);
      return ask && (await readRemoved(ask, key));
    },
    async databaseOf(key) {
      const { number } = await holderOf(key);
      return number === 0 ? undefined : number;
    },
    async groups(key) {
      const ask = await askOf(key);
      if (!ask) return [];
      const groups = await readGroups(ask, key);
      return Promise.all(
        groups.map(async ({ name, lastDeliveredId }) => ({
          name,
          lastDeliveredId,
          pending: await readPending(ask, key, name),
        })),
      );
    },
  };
}

async function readRemoved(ask: Ask, key: string): Promise<number | undefined> {
  const fields = fieldMap(asArray(await ask(["XINFO", "STREAM", key])));
  const added = fields.get("entries-added");
  return added === undefined ? undefined : Number(added) - Number(fields.get("length"));
}

type Ask = DirectRedis["ask"];

interface GroupPosition {
  readonly name: string;
  readonly lastDeliveredId: string;
  readonly pending: number;
}

async function readGroups(ask: Ask, key: string): Promise<readonly GroupPosition[]> {
  const groups = asArray(await ask(["XINFO", "GROUPS", key]));
  return groups.map((group) => {
    const fields = fieldMap(asArray(group));
    return {
      name: String(fields.get("name")),
      lastDeliveredId: String(fields.get("last-delivered-id")),
      pending: Number(fields.get("pending")),
    };
  });
}

async function readBacklog(
  ask: Ask,
  key: string,
  { name, pending, lastDeliveredId }: GroupPosition,
): Promise<GroupBacklog> {
  // The lag that Redis reports is wrong or missing in many versions, so this looks for an entry.
  const next = await ask(["XRANGE", key, `(${lastDeliveredId}`, "+", "COUNT", "1"]);
  return { name, pending, unread: asArray(next).length > 0 };
}

async function readPending(
  ask: Ask,
  key: string,
  group: string,
): Promise<readonly AuditedPending[]> {
  const found: AuditedPending[] = [];
  for (let from = "-"; ;) {
    const page = asArray(await ask(["XPENDING", key, group, from, "+", String(pendingPerPage)]));
    found.push(...page.map((row) => readPendingEntry(asArray(row))));
    if (page.length < pendingPerPage) return found;
    from = `(${found.at(-1)?.id ?? ""}`;
  }
}

function readPendingEntry([id, consumer, idleMs, deliveries]: readonly Reply[]): AuditedPending {
  return {
    id: String(id),
    consumer: String(consumer),
    idleMs: Number(idleMs),
    deliveries: Number(deliveries),
  };
}

type Find = (text: string) => readonly MessageKey[];

/**
 * Returns one row for each message of an entry. A bus may put several messages into one entry, and one
 * message into several fields.
 */
function readEntry([id, fields]: readonly Reply[], find: Find): [string, MessageKey | null][] {
  const found = new Set(asArray(fields ?? []).flatMap((field) => find(String(field))));
  const messages = found.size > 0 ? [...found] : [null];
  return messages.map((message) => [String(id), message]);
}

const longestField = 300;

function readDeadLetter([id, fields]: readonly Reply[], find: Find): DeadLetter {
  const texts = asArray(fields ?? []).map(String);
  const messages = new Set(texts.flatMap((text) => find(text)));
  // A field that holds the payload is not written again: it may be long.
  const kept = texts.flatMap((name, at) => {
    const value = texts[at + 1] ?? "";
    return at % 2 === 0 && find(value).length === 0 ? [name, value.slice(0, longestField)] : [];
  });
  return { id: String(id), messages: [...messages], fields: kept };
}

/** Returns the map that RESP2 writes as a flat list of field, value, field, value. */
function fieldMap(flat: readonly Reply[]): Map<string, Reply> {
  const map = new Map<string, Reply>();
  for (let at = 0; at + 1 < flat.length; at += 2) map.set(String(flat[at]), flat[at + 1] ?? null);
  return map;
}
