import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus, defaultBlockMs } from "../bus/streams/streams-bus.ts";
import { halfOpenLimitMs, type PlantedBug } from "./planted-bug.ts";

const ignore = (): void => undefined;

/** Watches the connection that it reads on, and not the connection that it sends commands on. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      // A limit above twice the block time means the connection of a reader. Only it gets a watchdog.
      startWatchdog: (options) =>
        options.stallMs > 2 * defaultBlockMs
          ? referenceParts.startWatchdog(options)
          : { sent: ignore, answered: ignore, stop: ignore },
    },
    { name: "watches-only-its-reader" },
  ),
  seenIn: "BullMQ #4479",
  foundBy: [
    {
      run: "partition/each-socket-subscriber",
      mustFind: ["unacknowledged"],
      summaryIncludes: "group-0",
      recoveryLimitMs: halfOpenLimitMs,
    },
  ],
};
