import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

/** A worker misses what was published before it started: its group is created at `$`, not at `0`. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    ensureGroup: (consumer) => streamsParts.ensureGroup({ ...consumer, from: "new" }),
  },
  { name: "starts-at-the-end" },
);
