import { matchesName } from "../../../name-pattern.ts";
import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import type { CommandFamily, CommandPoint } from "../../contract/command-point.ts";

/** The numbers of the commands of one link, counted over all its connections. */
export interface Occurrences {
  /** Counts a command and names it. The namespace is cut off the front of its key. */
  count(command: ClientCommand, namespace: string): CommandPoint;
  /** Returns how many commands of this name were counted. */
  counted(name: CommandFamily): number;
  /** Returns how many commands until now agree with a point whose names may be patterns. */
  countMatches(point: CommandPoint): number;
}

type CountsByKey = Map<string | undefined, number>;
type CountsByCommand = Map<string, CountsByKey>;

export function createOccurrences(role: string): Occurrences {
  const counts = new Map<string | undefined, CountsByCommand>();
  return {
    count: ({ connectionName, name, key: wholeKey }, namespace) => {
      const connection = withoutRole(connectionName, role);
      const key = withoutNamespace(wholeKey, namespace);
      const byCommand = entry<string | undefined, CountsByCommand>(counts, connection);
      const byKey = entry<string, CountsByKey>(byCommand, name);
      const occurrence = (byKey.get(key) ?? 0) + 1;
      byKey.set(key, occurrence);
      return { role, connection, command: name, key, occurrence };
    },
    counted: ({ connection, command, key }) => counts.get(connection)?.get(command)?.get(key) ?? 0,
    countMatches: (point) => {
      const byCommand = [...counts].filter(([name]) => matchesName(point.connection, name));
      const byKey = byCommand.flatMap(([, commands]) => [...(commands.get(point.command) ?? [])]);
      const matching = byKey.filter(([key]) => matchesName(point.key, key));
      return matching.reduce((sum, [, count]) => sum + count, 0);
    },
  };
}

/** Cuts the role off: `publisher-0:reader` of the role `publisher-0` gives `reader`. */
function withoutRole(name: string | undefined, role: string): string | undefined {
  if (name === undefined || name === "" || name === role) return undefined;
  const isOfRole = name.startsWith(role) && ":-/.".includes(name.charAt(role.length));
  if (!isOfRole) return name;
  return name.length === role.length + 1 ? undefined : name.slice(role.length + 1);
}

function withoutNamespace(key: string | undefined, namespace: string): string | undefined {
  return key?.startsWith(namespace) ? key.slice(namespace.length) : key;
}

function entry<Key, Value extends Map<unknown, unknown>>(map: Map<Key, Value>, key: Key): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = new Map() as Value;
  map.set(key, created);
  return created;
}
