import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Creates a group that is gone again at `$`, after the messages published since Redis came back
 * empty.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      healGroup: (consumer: Consumer) => referenceParts.ensureGroup({ ...consumer, from: "new" }),
    },
    { name: "recreates-its-group-at-the-end" },
  ),
  foundBy: [
    {
      run: "restart/self-check",
      // The control expects the loss of what Redis lost, but not the loss of what Redis still had.
      mustFind: ["lost"],
      summaryIncludes: "past the group's position",
    },
  ],
};
