import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Shorter than the default: a longer wait would not help, because the connection does not come back. */
const publishLimitMs = 2000;

/**
 * Never opens a lost connection again. After the first outage it needs a restart of its process.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, reconnectDelayMs: () => undefined },
    { name: "never-reconnects", publishLimitMs },
  ),
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["not-recovered"],
      mayAlsoFind: ["lost", "stranded", "unacknowledged"],
      summaryIncludes: "never got a message through again",
    },
  ],
};
