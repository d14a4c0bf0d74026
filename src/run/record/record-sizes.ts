import { scanKeys } from "../../fixtures/redis/scan-keys.ts";
import type { Recorder } from "../../history/recorder.ts";
import { sizesSample } from "../../history/sample-names.ts";
import type { Database } from "../redis/databases.ts";
import { typeOf } from "../redis/read-key.ts";

export interface SizesOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly databases: readonly Database[];
  /** The patterns of the keys of the run. */
  readonly patterns: readonly string[];
  /** The prefix of the keys of the run. Names in a history are without it. */
  readonly namespace: string;
}

const sizeCommands = { list: "LLEN", zset: "ZCARD", set: "SCARD", hash: "HLEN" } as const;
/** A bus with more keys has a key for each message, and no list or set that holds them all. */
const mostKeys = 200;

/** Records how many elements the lists, sets and hashes of the run hold, so that the judge sees work that stays. */
export async function recordSizes({
  recorder,
  databases,
  patterns,
  namespace,
}: SizesOptions): Promise<void> {
  const values: Record<string, number> = {};
  for await (const { database, key } of keysOf(databases, patterns)) {
    if (Object.keys(values).length > mostKeys) return;
    Object.assign(values, await sizeOf(database, key, namespace));
  }
  if (Object.keys(values).length === 0) return;
  const common = { kind: "sample", type: "info", process: "auditor" } as const;
  recorder.record({ ...common, sample: sizesSample, values });
}

async function* keysOf(databases: readonly Database[], patterns: readonly string[]) {
  for (const database of databases) {
    for (const pattern of patterns) {
      for await (const page of scanKeys(database.ask, pattern)) {
        yield* page.map((key) => ({ database, key }));
      }
    }
  }
}

async function sizeOf(
  { ask }: Database,
  key: string,
  namespace: string,
): Promise<Readonly<Record<string, number>>> {
  const type = await typeOf(ask, key);
  const command =
    type && type in sizeCommands ? sizeCommands[type as keyof typeof sizeCommands] : undefined;
  if (command === undefined) return {};
  const name = key.startsWith(namespace) ? key.slice(namespace.length) : key;
  return { [name]: Number(await ask([command, key])) };
}
