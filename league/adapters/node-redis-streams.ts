import { createClient } from "redis";

import type { BusContext, BusModule } from "../../src/bus/contract.ts";
import { streamLoop, type StreamClient } from "./parts/stream-loop.ts";

/** [{ messages: [{ id, message: { payload } }] }]: a reply of xReadGroup. */
type StreamsReply = { messages: { id: string; message: { payload: string } }[] }[];

/** The XREADGROUP loop of most tutorials, with node-redis. */
export const bus: BusModule = streamLoop("node-redis-streams", connect);

async function connect({ url, role, logger }: BusContext, purpose: string): Promise<StreamClient> {
  const client = createClient({ url, name: `${role}:${purpose}` });
  client.on("error", (error: unknown) => logger.warn(String(error)));
  await client.connect();
  return {
    append: (key, payload) => client.xAdd(key, "*", { payload }),
    createGroup: ({ key, group }) => client.xGroupCreate(key, group, "0", { MKSTREAM: true }),
    async readNew({ key, group }, { consumer, count, blockMs }) {
      const limits = { COUNT: count, BLOCK: blockMs };
      const reply = await client.xReadGroup(group, consumer, { key, id: ">" }, limits);
      const entries = ((reply ?? []) as StreamsReply).flatMap(({ messages }) => messages);
      return entries.map(({ id, message }) => ({ id, payload: message.payload }));
    },
    acknowledge: ({ key, group }, id) => client.xAck(key, group, id),
    close: () => client.destroy(),
  };
}
