import { createClient } from "redis";

import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { NoEvidenceBus } from "./planted-bug.ts";

/**
 * Asks Redis for its address and connects there, as clients of a cluster do. No traffic passes the
 * link, so a fault on the link has no effect and a run proves nothing.
 */
export const bus: NoEvidenceBus = {
  ...streamsBus,
  name: "goes-round-its-link",
  open: async (context) => streamsBus.open({ ...context, url: await askForAddress(context.url) }),
  noEvidence: { run: "partition/refuse", summaryIncludes: "through its link" },
};

async function askForAddress(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => {}); // The commands reject too.
  try {
    await client.connect();
    const { port } = await client.configGet("port");
    const direct = new URL(url);
    direct.port = String(port);
    return direct.href;
  } finally {
    client.destroy();
  }
}
