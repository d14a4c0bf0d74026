import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const attempts = 10;
const pauseMs = 50;
/** Shorter than the default: a longer wait would not help, because the connection does not come back. */
const publishLimitMs = 2000;

/**
 * Makes ten attempts to reconnect and then stops, like a retry strategy that returns `null`. It
 * survives a short outage, and stays away after an outage of one second.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      reconnectDelayMs: ({ number }) => (number > attempts ? undefined : pauseMs),
    },
    { name: "gives-up-after-ten-attempts", publishLimitMs },
  ),
  seenIn: "NestJS #2246 and #14044",
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["not-recovered"],
      mayAlsoFind: ["lost", "stranded", "unacknowledged"],
      summaryIncludes: "never got a message through again",
    },
    {
      run: "fan-out/one-cut-off",
      mustFind: ["not-recovered", "stranded"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "{role} never got a message through again: … (the limit is",
    },
  ],
};
