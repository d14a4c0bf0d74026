import { errorText } from "../../errors.ts";
import type { Keyspace } from "../../history/operations/keyspace-operation.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Recorder } from "../../history/recorder.ts";
import { createPayloadFinder } from "../../workload/payload.ts";
import type { Databases } from "../redis/databases.ts";
import { searchKeys } from "../redis/search-keys.ts";

export interface SearchOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly databases: Pick<Databases, "all">;
  /** The patterns of the keys to search. */
  readonly patterns: readonly string[];
  readonly runId: string;
}

/** A longer list is recorded in several operations. */
const rowsPerPage = 2000;

/**
 * Searches the keys of the run for messages that were not handled, and records where they are. Returns those
 * of them that may still be in Redis: all of them, unless the search would have found the others.
 */
export async function recordSearch(
  missing: ReadonlySet<MessageKey>,
  { recorder, databases, patterns, runId }: SearchOptions,
): Promise<ReadonlySet<MessageKey>> {
  const common = { kind: "keyspace", process: "auditor" } as const;
  try {
    const find = createPayloadFinder(runId);
    const { found, keys, complete } = await searchKeys({
      databases: databases.all(),
      patterns,
      find,
    });
    const rows = found.filter(({ message }) => missing.has(message));
    const rest = { messages: found.length, keys, complete };
    for (let at = 0; at === 0 || at < rows.length; at += rowsPerPage) {
      const page = rows.slice(at, at + rowsPerPage);
      recorder.record({ ...common, type: "ok", found: page, ...rest } satisfies KeyspaceDraft);
    }
    const canTell = complete && (found.length > 0 || keys === 0);
    return canTell ? new Set(rows.map(({ message }) => message)) : missing;
  } catch (error) {
    const nothing = { found: [], messages: 0, keys: 0, complete: false };
    recorder.record({ ...common, type: "info", ...nothing, error: errorText(error) });
    return missing;
  }
}

type KeyspaceDraft = Omit<Keyspace, "index" | "timeMs">;
