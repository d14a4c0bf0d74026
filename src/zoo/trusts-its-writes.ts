import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Takes a PING that could be written for a sign of life and does not wait for the PONG. The kernel
 * accepts writes long after the other end is gone.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      startWatchdog(options) {
        const watchdog = referenceParts.startWatchdog(options);
        const sent = (): void => {
          watchdog.sent();
          watchdog.answered();
        };
        return { sent, answered: () => undefined, stop: watchdog.stop };
      },
    },
    { name: "trusts-its-writes" },
  ),
  seenIn: "kombu, see its pull request 2590",
  foundBy: [
    {
      run: "partition/half-open-idle",
      mustFind: ["not-recovered"],
      // An XACK that was written to the dead connection never reaches Redis.
      mayAlsoFind: ["lost", "stranded", "unacknowledged"],
      summaryIncludes: "publisher-0",
    },
  ],
};
