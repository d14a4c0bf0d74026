import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { afterReconnect } from "./support/after-reconnect.ts";

const streams = createStreamsBus({
  ...referenceParts,
  readOwnPending: afterReconnect(({ reader, key, group }) =>
    reader.send(["XGROUP", "SETID", key, group, "0"]),
  ),
  // Does not remember the id: the reference bus would recognise messages that it handled before.
  acknowledge({ commands, key, group }, id) {
    commands.send(["XACK", key, group, id]).catch(() => undefined);
  },
});

/**
 * Claims to deduplicate, and yet goes back to the beginning of the stream after a reconnect and
 * handles every message again. A group that is created again at `0` does the same.
 */
export const bus: PlantedBug = {
  ...streams,
  name: "starts-over-after-a-reconnect",
  guarantees: { ...streams.guarantees, deduplicates: true },
  seenIn: "flightctl #2227",
  foundBy: [
    {
      run: "partition/reset",
      mustFind: ["duplicate"],
      // Some of its many XACKs may be under way when a connection is cut. It does not repeat them.
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "group-0 got",
    },
  ],
};
