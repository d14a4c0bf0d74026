import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Sends its blocking reads on the connection of its publishes, so a service that does both waits for itself. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      readNew: (consumer, count) =>
        referenceParts.readNew({ ...consumer, reader: consumer.commands, blockMs: 500 }, count),
    },
    { name: "reads-where-it-publishes" },
  ),
  foundBy: [
    {
      run: "workers/both-ways",
      mustFind: ["stuck"],
      summaryIncludes: "publisher-0 waited behind a blocking XREADGROUP",
    },
  ],
};
