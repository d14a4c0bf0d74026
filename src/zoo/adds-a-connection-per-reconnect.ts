import type { BusContext } from "../bus/contract.ts";
import { fullJitterDelayMs } from "../bus/redis/backoff.ts";
import { startWatchdog } from "../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection, type Connection } from "../bus/redis/connection.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

/**
 * Opens one more connection after every reconnect of a publisher, and closes these connections only
 * when the whole bus is closed.
 */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "adds-a-connection-per-reconnect",
  async open(context) {
    const left: Connection[] = [];
    const onReturn = (): void => {
      if (context.role.startsWith("publisher")) left.push(openOneMore(context));
    };
    const inner = await streamsBus.open(watchOffline(context, onReturn).context);
    return {
      ...inner,
      async close() {
        await inner.close();
        await Promise.all(left.map((each) => each.close()));
      },
    };
  },
  foundBy: [{ run: "leak/reconnects", mustFind: ["leak"], summaryIncludes: "server.connections" }],
};

function openOneMore({ url, role, logger }: BusContext): Connection {
  return openConnection({
    url,
    name: connectionName(role, "fresh"),
    stallMs: 1500,
    logger,
    startWatchdog,
    reconnectDelayMs: fullJitterDelayMs,
    prepare: (client) => client.ping(),
  });
}
