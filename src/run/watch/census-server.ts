import { errorText } from "../../errors.ts";
import { scanKeys } from "../../fixtures/redis/scan-keys.ts";
import type { Databases } from "../redis/databases.ts";
import { asArray, type DirectRedis, type Reply } from "../redis/direct-redis.ts";
import { clientsIn } from "./client-list.ts";

export interface ServerCensusOptions {
  readonly directRedis: DirectRedis;
  /** The prefix of the keys and channels of the run. */
  readonly namespace: string;
  /** The streams whose consumers count. */
  readonly streamKeys: readonly string[];
  /** The databases that the bus uses; the one of `directRedis` if it is missing. */
  readonly databases?: Pick<Databases, "all" | "holderOf">;
  /** The patterns of the keys that the bus may have written; those of the namespace if it is missing. */
  readonly keyPatterns?: readonly string[];
}

/** Counts what a bus holds on the server. Connections of the harness do not count. */
export async function countServer({
  directRedis,
  namespace,
  streamKeys,
  databases,
}: ServerCensusOptions): Promise<Readonly<Record<string, number>>> {
  const list = await directRedis.ask(["CLIENT", "LIST"]);
  const connections = clientsIn(String(list)).filter(({ isOurs }) => !isOurs);
  const channels = asArray(await directRedis.ask(["PUBSUB", "CHANNELS", `${namespace}*`]));
  const shardChannels = asArray(await listShardChannels(directRedis, namespace));
  const patterns = Number(await directRedis.ask(["PUBSUB", "NUMPAT"]));
  let consumers = 0;
  for (const key of streamKeys) {
    consumers += await countConsumers((await databases?.holderOf(key)) ?? directRedis, key);
  }
  return {
    "server.connections": connections.length,
    "server.channels": channels.length,
    "server.shardChannels": shardChannels.length,
    "server.patterns": patterns,
    "server.consumers": consumers,
  };
}

/** Returns no channels for a Redis before 7.0, which does not know the command. */
async function listShardChannels({ ask }: DirectRedis, namespace: string): Promise<Reply> {
  try {
    return await ask(["PUBSUB", "SHARDCHANNELS", `${namespace}*`]);
  } catch (error) {
    if (/unknown (?:pubsub )?subcommand/iu.test(errorText(error))) return [];
    throw error;
  }
}

async function countConsumers({ ask }: Pick<DirectRedis, "ask">, key: string): Promise<number> {
  if ((await ask(["TYPE", key])) !== "stream") return 0;
  const groups = asArray(await ask(["XINFO", "GROUPS", key])).map(asArray);
  const perGroup = groups.map((fields) => Number(fields[fields.indexOf("consumers") + 1]));
  return perGroup.reduce((sum, consumers) => sum + consumers, 0);
}

/** Counts the keys of the run that never expire. */
export async function countLastingKeys({
  directRedis,
  namespace,
  databases,
  keyPatterns = [`${namespace}*`],
}: ServerCensusOptions): Promise<Readonly<Record<string, number>>> {
  let lasting = 0;
  for (const { ask } of databases?.all() ?? [directRedis]) {
    const keys = await matchingKeys(ask, keyPatterns);
    const expiries = await Promise.all([...keys].map((key) => ask(["PTTL", key])));
    lasting += expiries.filter((expiry) => expiry === neverExpires).length;
  }
  return { "keys.lasting": lasting };
}

async function matchingKeys(
  ask: DirectRedis["ask"],
  patterns: readonly string[],
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const pattern of patterns) {
    for await (const page of scanKeys(ask, pattern)) {
      for (const key of page) keys.add(key);
    }
  }
  return keys;
}

/** The reply of PTTL for a key without an expiry. */
const neverExpires = -1;
