import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const skip = (): Promise<void> => Promise.resolve();

/**
 * Reads `>` only and never looks at pending entries, neither its own nor those of other consumers.
 * Messages in a lost reply stay pending for ever.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    { ...referenceParts, readOwnPending: skip, reclaim: skip },
    { name: "reads-only-what-is-new" },
  ),
  seenIn: "most read loops written by hand",
  foundBy: [
    { run: "partition/replies-lost", mustFind: ["lost"], summaryIncludes: "stuck pending" },
    {
      run: "partition/replies-lost-subscriber",
      mustFind: ["lost"],
      summaryIncludes: "stuck pending",
    },
  ],
};
