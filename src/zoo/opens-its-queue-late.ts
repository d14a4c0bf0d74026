import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const streams = createStreamsBus(
  {
    ...referenceParts,
    ensureGroup: (consumer) => referenceParts.ensureGroup({ ...consumer, from: "new" }),
  },
  { name: "opens-its-queue-late" },
);

/** A queue without groups that begins with the first worker: the messages that were published before are lost. */
export const bus: PlantedBug = {
  ...streams,
  guarantees: { ...streams.guarantees, groups: false },
  foundBy: [
    {
      run: "startup-race/one-group",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
    },
  ],
};
