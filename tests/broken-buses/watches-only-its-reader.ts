import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus, defaultBlockMs } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

const ignore = (): void => undefined;

/** Looks at the connection it reads on, and never at the one its commands go out on. */
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
