import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";

const pauseMs = 200;

/**
 * A worker misses what is published right after it said that it is ready: its group is created at the
 * end of the stream only after the first read has found none.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    awaitSubscribed: () => Promise.resolve(),
    async healGroup(consumer) {
      await sleep(pauseMs);
      await referenceParts.ensureGroup({ ...consumer, from: "new" });
    },
  },
  { name: "creates-its-group-late" },
);
