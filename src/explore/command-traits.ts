import type { Reply } from "../run/redis/direct-redis.ts";

/** What a server says of one of its commands. */
export interface CommandTraits {
  /** Such as `write`, `denyoom`, `loading`, `stale`. */
  readonly flags: ReadonlySet<string>;
  /** Where its first key is; 0 for a command without one. */
  readonly firstKey: number;
}

/**
 * Asks the server's own table which commands write, need memory, or are answered while it loads, so
 * that no error is given that this server would never give to that command.
 */
export async function readCommandTraits(
  ask: (words: readonly string[]) => Promise<Reply>,
  names: readonly string[],
): Promise<ReadonlyMap<string, CommandTraits>> {
  const rows = await ask(["COMMAND", "INFO", ...names.map(tableName)]);
  const found = new Map<string, CommandTraits>();
  for (const [at, name] of names.entries()) {
    const row = Array.isArray(rows) ? rows[at] : undefined;
    const traits = parseRow(row ?? null) ?? (await readContainer(ask, name));
    if (traits) found.set(name, traits);
  }
  return found;
}

/** Servers before 7.0 know a subcommand only by the command that it belongs to. */
async function readContainer(
  ask: (words: readonly string[]) => Promise<Reply>,
  name: string,
): Promise<CommandTraits | undefined> {
  const [container = ""] = name.split(" ");
  if (container === name) return undefined;
  const rows = await ask(["COMMAND", "INFO", container]);
  return parseRow(Array.isArray(rows) ? (rows[0] ?? null) : null);
}

function tableName(name: string): string {
  return name.toLowerCase().replaceAll(" ", "|");
}

function parseRow(row: Reply): CommandTraits | undefined {
  if (!Array.isArray(row)) return undefined;
  const [, , flags, firstKey] = row as readonly Reply[];
  if (!Array.isArray(flags)) return undefined;
  return { flags: new Set((flags as readonly Reply[]).map(String)), firstKey: Number(firstKey) };
}
