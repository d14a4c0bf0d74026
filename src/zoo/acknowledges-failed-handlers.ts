import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { errorText } from "../errors.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Logs the error of a handler and acknowledges the message nevertheless, so no handler gets it again. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async handle(consumer, message) {
        try {
          await referenceParts.handle(consumer, message);
        } catch (error) {
          consumer.context.logger.error("a handler failed", { reason: errorText(error) });
        }
      },
    },
    { name: "acknowledges-failed-handlers" },
  ),
  foundBy: [
    {
      run: "poison/throws-once",
      mustFind: ["early-acknowledgement", "lost"],
      summaryIncludes: "the handler of each had failed",
    },
  ],
};
