import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

const pauseMs = 200;

/**
 * Misses the messages that are published right after `subscribe` resolved: it creates the group
 * only after its first read found no group, and at the end of the stream.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      awaitSubscribed: () => Promise.resolve(),
      async healGroup(consumer) {
        await sleep(pauseMs);
        await referenceParts.ensureGroup({ ...consumer, from: "new" });
      },
    },
    { name: "creates-its-group-late" },
  ),
  foundBy: [
    {
      run: "startup-race/from-new",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
    },
  ],
};
