import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus, defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

const ignore = (): void => undefined;

/**
 * Looks at the connection it reads on, and never at the one its commands go out on (BullMQ #4479 had
 * one of its sockets unwatched).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    // A read may wait for the block time, so only its connection is given more than twice that.
    startWatchdog: (options) =>
      options.stallMs > 2 * defaultBlockMs
        ? streamsParts.startWatchdog(options)
        : { sent: ignore, answered: ignore, stop: ignore },
  },
  { name: "watches-only-its-reader" },
);
