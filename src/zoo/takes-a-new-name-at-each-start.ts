import { randomUUID } from "node:crypto";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Gives its consumer a new name at each start, as in a container whose host name changes, and never looks at what other
 * names have left. So a process that is killed takes its messages with it.
 */
const streams = createStreamsBus(
  {
    ...referenceParts,
    consumerName: ({ consumer }) => `${consumer}-${randomUUID()}`,
    reclaim: () => Promise.resolve(),
  },
  { name: "takes-a-new-name-at-each-start" },
);

export const bus: PlantedBug = {
  ...streams,
  guarantees: { ...streams.guarantees, reclaimsWithinMs: 0 },
  foundBy: [
    {
      run: "consumer-crash/restarted",
      mustFind: ["lost"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "stuck pending",
    },
  ],
};
