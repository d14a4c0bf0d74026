import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { afterReconnect } from "./support/after-reconnect.ts";

/** Moves its group to `$` after a reconnect, so messages published in between are never read. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      readOwnPending: afterReconnect(({ reader, key, group }) =>
        reader.send(["XGROUP", "SETID", key, group, "$"]),
      ),
    },
    { name: "skips-what-it-missed" },
  ),
  seenIn: "the Socket.IO adapter for Redis Streams, until it has seen its first message",
  foundBy: [
    {
      // The publisher is not cut off, so it publishes messages while the subscriber is away.
      run: "fan-out/one-cut-off",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
    },
  ],
};
