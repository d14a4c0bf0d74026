import type { BusModule } from "../bus/contract.ts";
import type { Connection } from "../bus/redis/connection.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const script = `return redis.call('XADD', KEYS[1], '*', 'id', ARGV[1], 'payload', ARGV[2])`;

/**
 * Every publish fails with NOSCRIPT once Redis was restarted: the script is loaded once and called by
 * its hash, and a new server has an empty script cache (bee-queue #147).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async append(commands, { key, messageId, payload }) {
      const hash = await loadOnce(commands);
      return (await commands.send(["EVALSHA", hash, "1", key, messageId, payload])) as string;
    },
  },
  { name: "forgets-its-script" },
);

const loaded = new WeakMap<Connection, Promise<string>>();

function loadOnce(commands: Connection): Promise<string> {
  const known = loaded.get(commands);
  if (known) return known;
  const loading = commands.send(["SCRIPT", "LOAD", script]) as Promise<string>;
  loaded.set(commands, loading);
  return loading;
}
