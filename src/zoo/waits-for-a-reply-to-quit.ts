import { fullJitterDelayMs } from "../bus/redis/backoff.ts";
import { startWatchdog } from "../bus/redis/connection-watchdog.ts";
import { connectionName, openConnection } from "../bus/redis/connection.ts";
import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Takes leave of Redis with QUIT when it closes, and waits for the reply. While Redis is away, none comes. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "waits-for-a-reply-to-quit",
  async open(context) {
    const inner = await streamsBus.open(context);
    const { url, role, logger } = context;
    const farewell = openConnection({
      url,
      name: connectionName(role, "farewell"),
      logger,
      stallMs: 1500,
      startWatchdog,
      reconnectDelayMs: fullJitterDelayMs,
      prepare: () => Promise.resolve(),
    });
    return {
      ...inner,
      async close() {
        const session = await farewell.whenReady();
        await session.send(["QUIT"]).catch(() => undefined); // The server ends the connection.
        await farewell.close();
        await inner.close();
      },
    };
  },
  foundBy: [
    {
      run: "shutdown/while-away",
      mustFind: ["hung"],
      summaryIncludes: "close of the bus never returned",
    },
  ],
};
