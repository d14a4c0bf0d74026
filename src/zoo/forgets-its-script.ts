import type { Connection } from "../bus/redis/connection.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const script = `return redis.call('XADD', KEYS[1], '*', 'id', ARGV[1], 'payload', ARGV[2])`;

/**
 * Loads its script once and then calls it by its hash. A restarted Redis has an empty script cache,
 * so every publish fails with NOSCRIPT.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async append(commands, { key, messageId, payload }) {
        const hash = await loadOnce(commands);
        return (await commands.send(["EVALSHA", hash, "1", key, messageId, payload])) as string;
      },
    },
    { name: "forgets-its-script" },
  ),
  seenIn: "bee-queue #147",
  foundBy: [
    { run: "restart/sigterm-1s", mustFind: ["not-recovered"], summaryIncludes: "publisher-0" },
  ],
};

const loaded = new WeakMap<Connection, Promise<string>>();

function loadOnce(commands: Connection): Promise<string> {
  const known = loaded.get(commands);
  if (known) return known;
  const loading = commands.send(["SCRIPT", "LOAD", script]) as Promise<string>;
  loaded.set(commands, loading);
  return loading;
}
