import type { Connection } from "../redis/connection.ts";
import type { RedisSession } from "../redis/redis-session.ts";
import type { Draft } from "./draft.ts";
import { fieldOf, parseEntries, type StreamEntry } from "./replies.ts";

const scanPageEntries = 1000;

/** Resolves with the stream id once Redis has stored the message, and not before. */
export async function append(commands: Connection, draft: Draft): Promise<string> {
  return (await commands.send(appendCommand(draft))) as string;
}

export function appendCommand({ key, messageId, payload }: Draft): string[] {
  return ["XADD", key, "*", "id", messageId, "payload", payload];
}

/**
 * Looks for drafts of one key that may have been stored, and returns the stream id of each stored one by
 * message id. Redis can no longer execute commands of the session before, so the search ends at the
 * entry that is the newest when it starts, however fast other roles publish.
 */
export async function findStored(
  session: RedisSession,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, string>> {
  const stored = new Map<string, string>();
  const [first] = drafts;
  if (first === undefined) return stored;
  const wanted = new Set(drafts.map(({ messageId }) => messageId));
  const [newest] = parseEntries(
    await session.send(["XREVRANGE", first.key, "+", "-", "COUNT", "1"]),
  );
  let after = first.floor ?? "0-0";
  while (newest !== undefined && stored.size < wanted.size) {
    const page = await readPage(session, { key: first.key, after, last: newest.id });
    for (const { id, fields } of page) {
      const messageId = fields && fieldOf(fields, "id");
      if (messageId !== undefined && wanted.has(messageId)) stored.set(messageId, id);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < scanPageEntries) break;
    after = last.id;
  }
  return stored;
}

async function readPage(
  session: RedisSession,
  range: { key: string; after: string; last: string },
): Promise<StreamEntry[]> {
  const command = ["XRANGE", range.key, `(${range.after}`, range.last];
  return parseEntries(await session.send([...command, "COUNT", String(scanPageEntries)]));
}
