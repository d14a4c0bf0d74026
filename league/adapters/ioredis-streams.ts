import { Redis } from "ioredis";

import type { BusContext, BusModule } from "../../src/bus/contract.ts";
import { streamLoop, type StreamClient } from "./parts/stream-loop.ts";

/** [stream key, [entry id, [field, value]]]: a reply of XREADGROUP. */
type StreamsReply = [string, [string, [string, string]][]][];

/** The XREADGROUP loop of most tutorials, with ioredis. */
export const bus: BusModule = streamLoop("ioredis-streams", connect);

async function connect({ url, role, logger }: BusContext, purpose: string): Promise<StreamClient> {
  const client = new Redis(url, { connectionName: `${role}:${purpose}` });
  client.on("error", (error) => logger.warn(String(error)));
  return {
    append: async (key, payload) => (await client.xadd(key, "*", "payload", payload)) ?? "",
    createGroup: ({ key, group }) => client.xgroup("CREATE", key, group, "0", "MKSTREAM"),
    async readNew({ key, group }, { consumer, count, blockMs }) {
      const from = ["GROUP", group, consumer] as const;
      const limits = ["COUNT", count, "BLOCK", blockMs] as const;
      const reply = await client.xreadgroup(...from, ...limits, "STREAMS", key, ">");
      const entries = ((reply ?? []) as StreamsReply).flatMap(([, each]) => each);
      return entries.map(([id, [, payload]]) => ({ id, payload }));
    },
    acknowledge: ({ key, group }, id) => client.xack(key, group, id),
    close: () => client.disconnect(),
  };
}
