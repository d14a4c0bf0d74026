import type { Connection } from "../bus/redis/connection.ts";
import type { RedisSession } from "../bus/redis/redis-session.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseReadReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Polls without BLOCK and without a pause once it has lost its connection. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readNew(consumer, count) {
        const { reader, group, name, key } = consumer;
        if (reader.session === firstSessionOf(reader))
          return referenceParts.readNew(consumer, count);
        const options = ["COUNT", String(count), "STREAMS", key, ">"];
        return parseReadReply(await reader.send(["XREADGROUP", "GROUP", group, name, ...options]));
      },
    },
    { name: "polls-without-a-pause" },
  ),
  foundBy: [
    {
      run: "overload/idle-after-reconnect",
      mustFind: ["overload"],
      summaryIncludes: "subscriber-0 sent",
    },
  ],
  onlyFoundBy: "overload",
};

const firstSessions = new WeakMap<Connection, RedisSession | undefined>();

function firstSessionOf(reader: Connection): RedisSession | undefined {
  if (!firstSessions.has(reader)) firstSessions.set(reader, reader.session);
  return firstSessions.get(reader);
}
