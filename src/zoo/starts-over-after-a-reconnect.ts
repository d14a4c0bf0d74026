import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { afterReconnect } from "./support/after-reconnect.ts";

const streams = createStreamsBus({
  ...referenceParts,
  readOwnPending: afterReconnect(({ reader, key, group }) =>
    reader.send(["XGROUP", "SETID", key, group, "0"]),
  ),
  // Without the memory of the reference bus, which would recognise what it handled before.
  acknowledge({ commands, key, group }, id) {
    commands.send(["XACK", key, group, id]).catch(() => undefined);
  },
});

/**
 * Goes back to the beginning of the stream after a reconnect and handles all of it again, although it
 * claims to deduplicate: a group that is set up anew at `0` does the same (flightctl #2227).
 */
export const bus: BusModule = {
  ...streams,
  name: "starts-over-after-a-reconnect",
  guarantees: { ...streams.guarantees, deduplicates: true },
};
