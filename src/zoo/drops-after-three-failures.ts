import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { errorText } from "../errors.ts";
import type { PlantedBug } from "./planted-bug.ts";

const maxAttempts = 3;
const streams = createStreamsBus(
  {
    ...referenceParts,
    async handle(consumer, message) {
      try {
        await referenceParts.handle(consumer, message);
      } catch (error) {
        if (message.attempt < maxAttempts) throw error;
        consumer.context.logger.error("giving a message up", { reason: errorText(error) });
      }
    },
  },
  { name: "drops-after-three-failures" },
);

/** Claims dead letters, and only logs and acknowledges a message whose handler has failed three times. */
export const bus: PlantedBug = {
  ...streams,
  guarantees: { ...streams.guarantees, retries: { maxAttempts }, deadLetters: true },
  deadLetterKey: (topic, namespace) => `${namespace}dead:${topic}`,
  foundBy: [
    {
      run: "poison/throws-always",
      mustFind: ["dead-lettered"],
      summaryIncludes: "4 messages with which the handler never succeeds became no dead letter",
    },
  ],
};
