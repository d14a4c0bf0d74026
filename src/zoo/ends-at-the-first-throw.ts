import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Calls the handlers in its read loop without a `catch`, so the first error of a handler ends the loop for good. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async handle(consumer, message) {
        try {
          await referenceParts.handle(consumer, message);
        } catch (error) {
          consumer.closing.abort();
          throw error;
        }
      },
    },
    { name: "ends-at-the-first-throw" },
  ),
  foundBy: [
    {
      run: "poison/throws-once",
      mustFind: ["lost", "not-recovered", "stranded"],
      summaryIncludes: "subscriber-0 never got a message through again",
    },
    {
      run: "poison/throws-always",
      mustFind: ["stranded"],
      summaryIncludes: "a fresh subscriber of the group did",
    },
  ],
  onlyFoundBy: "poison",
};
