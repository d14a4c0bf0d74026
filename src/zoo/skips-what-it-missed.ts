import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { afterReconnect } from "./support/after-reconnect.ts";

/**
 * Goes on at `$` after a reconnect, so what was published meanwhile is never read: the Socket.IO
 * adapter for streams does so until it has seen its first message.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    readOwnPending: afterReconnect(({ reader, key, group }) =>
      reader.send(["XGROUP", "SETID", key, group, "$"]),
    ),
  },
  { name: "skips-what-it-missed" },
);
