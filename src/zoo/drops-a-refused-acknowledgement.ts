import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Sends each XACK by itself, and only logs the error with which Redis refuses one. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      acknowledge({ commands, key, group, context }, id) {
        commands.send(["XACK", key, group, id]).catch((error: unknown) => {
          context.logger.warn(`${key}: an acknowledgement was refused`, { reason: String(error) });
        });
      },
      // It also never looks at what it has got before.
      readOwnPending: () => Promise.resolve(),
      reclaim: () => Promise.resolve(),
    },
    { name: "drops-a-refused-acknowledgement" },
  ),
  foundBy: [
    {
      run: "error-replies/subscriber-readonly",
      mustFind: ["unacknowledged"],
      summaryIncludes: "group-0",
    },
  ],
};
