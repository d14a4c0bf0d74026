import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * A worker misses what was published before it started: its group is created at `$`, not at `0`
 * (Redisson #4078, and every library with that default).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    ensureGroup: (consumer) => referenceParts.ensureGroup({ ...consumer, from: "new" }),
  },
  { name: "starts-at-the-end" },
);
