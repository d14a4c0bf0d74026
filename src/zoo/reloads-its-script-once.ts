import type { Connection } from "../bus/redis/connection.ts";
import { isErrorReply, replyCode } from "../bus/redis/redis-errors.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const script = `return redis.call('XADD', KEYS[1], '*', 'payload', ARGV[1], 'id', ARGV[2])`;

/** The script of a connection: its hash, and how it was loaded again, if it was. */
interface LoadedScript {
  readonly hash: Promise<string>;
  reloaded: Promise<string> | undefined;
}

const scripts = new WeakMap<Connection, LoadedScript>();

/** Loads its script again after NOSCRIPT, once. It survives a restart of Redis, but not the second one. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async append(commands, { key, messageId, payload }) {
        const known = scriptOf(commands);
        const call = async (hash: string): Promise<string> =>
          (await commands.send(["EVALSHA", hash, "1", key, payload, messageId])) as string;
        const { reloaded } = known;
        try {
          return await call(await known.hash);
        } catch (error) {
          const isGone = isErrorReply(error) && replyCode(error) === "NOSCRIPT";
          if (!isGone || reloaded !== undefined) throw error;
          known.reloaded ??= load(commands);
          return await call(await known.reloaded);
        }
      },
    },
    { name: "reloads-its-script-once" },
  ),
  foundBy: [{ run: "restart/twice", mustFind: ["not-recovered"], summaryIncludes: "publisher-0" }],
  onlyFoundBy: "restart",
};

function scriptOf(commands: Connection): LoadedScript {
  const known = scripts.get(commands);
  if (known) return known;
  const loaded: LoadedScript = { hash: load(commands), reloaded: undefined };
  scripts.set(commands, loaded);
  return loaded;
}

function load(commands: Connection): Promise<string> {
  return commands.send(["SCRIPT", "LOAD", script]) as Promise<string>;
}
