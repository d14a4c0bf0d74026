import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** The consumers that have connected before, and those that have read a message. */
const connected = new WeakSet<Consumer>();
const started = new WeakSet<Consumer>();

/**
 * Has no position before it has read its first message, and begins at `$` after each reconnect until then. Messages that
 * are published while it is away are never read.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readOwnPending(consumer) {
        if (connected.has(consumer) && !started.has(consumer)) {
          await consumer.reader.send(["XGROUP", "SETID", consumer.key, consumer.group, "$"]);
        }
        connected.add(consumer);
        await referenceParts.readOwnPending(consumer);
      },
      async readNew(consumer, count) {
        const entries = await referenceParts.readNew(consumer, count);
        if (entries.length > 0) started.add(consumer);
        return entries;
      },
    },
    { name: "begins-at-the-end-until-it-reads" },
  ),
  seenIn: "most readers with XREAD and $",
  foundBy: [
    {
      run: "partition/idle-subscriber",
      mustFind: ["lost"],
      summaryIncludes: "past the group's position",
    },
  ],
};
