export interface StreamEntry {
  readonly id: string;
  /** Names and values in turn; `undefined` if the entry is pending but was trimmed or deleted from the stream. */
  readonly fields: readonly string[] | undefined;
}

type RawEntry = [id: string, fields: string[] | null];

export function fieldOf(fields: readonly string[], name: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    if (fields[index] === name) return fields[index + 1];
  }
  return undefined;
}

/** Returns the entries of an XRANGE or XAUTOCLAIM reply. */
export function parseEntries(reply: unknown): StreamEntry[] {
  return (reply as RawEntry[]).map(([id, fields]) => ({
    id,
    fields: fields ?? undefined,
  }));
}

/** Returns the entries of an XREADGROUP of one stream. Redis answers null if it has no entries. */
export function parseReadReply(reply: unknown): StreamEntry[] {
  if (reply === null) return [];
  const [entries] = Object.values(reply as Record<string, unknown>);
  return entries === undefined ? [] : parseEntries(entries);
}

export interface ClaimReply {
  /** Where the next XAUTOCLAIM continues; `0-0` if there is nothing left. */
  readonly cursor: string;
  readonly entries: StreamEntry[];
}

export function parseClaimReply(reply: unknown): ClaimReply {
  const [cursor, entries] = reply as [string, unknown];
  return { cursor, entries: parseEntries(entries) };
}

/** The named field of the group in a reply to XINFO GROUPS. */
export function parseLastDelivered(reply: unknown, group: string): string | undefined {
  const groups = reply as Record<string, string>[];
  return groups.find(({ name }) => name === group)?.["last-delivered-id"];
}

/** The lowest pending id in a reply to XPENDING without a range; `undefined` if none is pending. */
export function parseLowestPending(reply: unknown): string | undefined {
  return (reply as [number, string | null])[1] ?? undefined;
}

export function parseLastGenerated(reply: unknown): string | undefined {
  return (reply as Record<string, string>)["last-generated-id"];
}
