import { createClient } from "redis";

import type { BusModule } from "../bus/contract.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Cannot be tested by cutting the network: it asks Redis where it is and connects there, as clients
 * of a cluster do, so nothing goes through the link.
 */
export const bus: BusModule = {
  ...streamsBus,
  name: "goes-round-its-link",
  open: async (context) => streamsBus.open({ ...context, url: await askForAddress(context.url) }),
};

async function askForAddress(url: string): Promise<string> {
  const client = await createClient({ url }).connect();
  const { port } = await client.configGet("port");
  client.destroy();
  const direct = new URL(url);
  direct.port = String(port);
  return direct.href;
}
