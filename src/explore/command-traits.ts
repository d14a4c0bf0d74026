import type { Reply } from "../run/redis/direct-redis.ts";

/** Facts that a server gives about one of its commands. */
export interface CommandTraits {
  /** Flags of `COMMAND INFO`, such as `write`, `denyoom`, `loading` or `stale`. */
  readonly flags: ReadonlySet<string>;
  /** Position of the first key among the words of the command; 0 if it has no key. */
  readonly firstKey: number;
}

/**
 * Asks the server which commands write, need memory, or are answered while it loads. So the exploration
 * never injects an error that this server would not give to that command.
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

/** Asks for the command without its subcommand: servers before 7.0 have no rows for subcommands. */
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
