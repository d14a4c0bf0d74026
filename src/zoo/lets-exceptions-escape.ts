import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Expects a promise from every handler. Throws what a handler throws before it returns one where nothing catches it, which
 * ends the process.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      handle(consumer, message) {
        try {
          return referenceParts.handle(consumer, message);
        } catch (error) {
          process.nextTick(() => {
            throw error;
          });
          throw error;
        }
      },
    },
    { name: "lets-exceptions-escape" },
  ),
  foundBy: [
    {
      run: "poison/throws-once",
      mustFind: ["crashed"],
      summaryIncludes: "subscriber-0 threw an error that nothing caught",
    },
  ],
};
