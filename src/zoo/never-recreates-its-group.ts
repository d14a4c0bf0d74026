import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Creates the group when it subscribes and never again, so it keeps reading from a group that is
 * gone and gets NOGROUP.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, healGroup: () => Promise.resolve() },
    { name: "never-recreates-its-group" },
  ),
  seenIn: "dapr #3219, opik #5525",
  foundBy: [
    {
      run: "restart/self-check",
      mustFind: ["not-recovered", "stranded"],
      summaryIncludes: "subscriber-0",
    },
  ],
};
