import { once } from "node:events";
import { connect } from "node:net";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const streams = createStreamsBus(referenceParts, { name: "subscribes-only-if-redis-is-there" });

/**
 * Keeps subscriptions in a list if Redis is away when the bus opens, and never reads the list. A bus that opens with Redis
 * is right.
 */
export const bus: PlantedBug = {
  ...streams,
  async open(context) {
    const isThere = await answers(new URL(context.url));
    const opened = await streams.open(context);
    if (isThere) return opened;
    return { ...opened, subscribe: () => Promise.resolve({ close: () => Promise.resolve() }) };
  },
  foundBy: [
    {
      run: "startup-race/redis-away",
      mustFind: ["lost"],
      mayAlsoFind: ["not-recovered"],
      summaryIncludes: "waiting in stream",
    },
  ],
};

async function answers({ hostname, port }: URL): Promise<boolean> {
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
