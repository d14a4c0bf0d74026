import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/**
 * A worker misses what was published before it started: its group is created at `$`, not at `0`
 * (Redisson #4078, and every library with that default).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    ensureGroup: (consumer) => streamsParts.ensureGroup({ ...consumer, from: "new" }),
  },
  { name: "starts-at-the-end" },
);
