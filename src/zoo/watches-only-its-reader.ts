import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus, defaultBlockMs } from "../bus/streams/streams-bus.ts";

const ignore = (): void => undefined;

/**
 * Looks at the connection it reads on, and never at the one its commands go out on (BullMQ #4479 had
 * one of its sockets unwatched).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    // A read may wait for the block time, so only its connection is given more than twice that.
    startWatchdog: (options) =>
      options.stallMs > 2 * defaultBlockMs
        ? referenceParts.startWatchdog(options)
        : { sent: ignore, answered: ignore, stop: ignore },
  },
  { name: "watches-only-its-reader" },
);
