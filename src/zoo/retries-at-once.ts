import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const streams = createStreamsBus(
  { ...referenceParts, retryDelayMs: () => 0 },
  { name: "retries-at-once" },
);

/** Claims three attempts, and tries a message again and again for ever, each time without a pause. */
export const bus: PlantedBug = {
  ...streams,
  guarantees: { ...streams.guarantees, retries: { maxAttempts: 3 } },
  foundBy: [
    {
      run: "poison/throws-always",
      mustFind: ["stuck"],
      summaryIncludes: "tried more often than the bus claims",
    },
  ],
};
