import type {
  Audit,
  AuditedGroup,
  AuditedPending,
} from "../../history/operations/audit-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { createPayloadFinder } from "../../workload/payload.ts";
import { asArray, type DirectRedis, type Reply } from "./direct-redis.ts";

/** Looks into Redis itself, past every link and every bus, to see where messages are. */
export interface Auditor {
  /** What is left to do in the stream of a topic; `undefined` where there is no stream yet. */
  backlog(key: string): Promise<Backlog | undefined>;
  /** A page at a time: an empty one for a stream without entries, none where there is no stream. */
  entries(key: string): AsyncGenerator<NonNullable<Audit["entries"]>>;
  groups(key: string): Promise<readonly AuditedGroup[]>;
  /** How many entries were taken out of the stream; `undefined` where the server doesn't count. */
  removed(key: string): Promise<number | undefined>;
}

interface Backlog {
  readonly groups: readonly GroupBacklog[];
}
export interface GroupBacklog {
  readonly name: string;
  readonly pending: number;
  readonly unread: boolean;
  readonly lastDeliveredId: string;
}

const entriesPerPage = 2000;
const pendingPerPage = 1000;

export function createAuditor({ ask }: DirectRedis, runId: string): Auditor {
  const find = createPayloadFinder(runId);
  const exists = async (key: string): Promise<boolean> => (await ask(["TYPE", key])) === "stream";
  return {
    async backlog(key) {
      if (!(await exists(key))) return undefined;
      const groups = await readGroups(ask, key);
      return { groups: await Promise.all(groups.map((group) => readBacklog(ask, key, group))) };
    },
    async *entries(key) {
      if (!(await exists(key))) return;
      for (let from = "-"; ;) {
        const command = ["XRANGE", key, from, "+", "COUNT", String(entriesPerPage)];
        const page = asArray(await ask(command)).map(asArray);
        if (page.length > 0 || from === "-") yield page.flatMap((entry) => readEntry(entry, find));
        if (page.length < entriesPerPage) return;
        from = `(${String(page.at(-1)?.[0])}`;
      }
    },
    removed: async (key) => ((await exists(key)) ? readRemoved(ask, key) : undefined),
    async groups(key) {
      if (!(await exists(key))) return [];
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

async function readBacklog(ask: Ask, key: string, group: GroupPosition): Promise<GroupBacklog> {
  // Lag is wrong or absent on many versions, so the entries themselves are asked for.
  const next = await ask(["XRANGE", key, `(${group.lastDeliveredId}`, "+", "COUNT", "1"]);
  return { ...group, unread: asArray(next).length > 0 };
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

/** A bus may put several messages into one entry, and one message into several fields. */
function readEntry([id, fields]: readonly Reply[], find: Find): [string, MessageKey | null][] {
  const found = new Set(asArray(fields ?? []).flatMap((field) => find(String(field))));
  const messages = found.size > 0 ? [...found] : [null];
  return messages.map((message) => [String(id), message]);
}

/** Field and value in turn, as RESP2 gives it. */
function fieldMap(flat: readonly Reply[]): Map<string, Reply> {
  const map = new Map<string, Reply>();
  for (let at = 0; at + 1 < flat.length; at += 2) map.set(String(flat[at]), flat[at + 1] ?? null);
  return map;
}
