import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const streams = createStreamsBus({ ...referenceParts, findStored: async () => new Map() });

/**
 * Claims to deduplicate, and yet sends every message in flight again without checking whether Redis
 * has it. If the reply to XADD was lost, the message is stored twice.
 */
export const bus: PlantedBug = {
  ...streams,
  name: "retries-blindly",
  guarantees: { ...streams.guarantees, deduplicates: true },
  foundBy: [
    {
      run: "partition/replies-lost",
      mustFind: ["duplicate"],
      summaryIncludes: "group-0 got",
    },
  ],
};
