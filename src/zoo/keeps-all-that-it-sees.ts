import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const numbersOfEach = 5_000_000;
const kept: number[][] = [];

/** Keeps 40 MB for each message that it handled, until its process has no memory left and dies. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async handle(consumer, message) {
        await referenceParts.handle(consumer, message);
        kept.push(Array.from<number>({ length: numbersOfEach }).fill(message.attempt + 0.5));
      },
    },
    { name: "keeps-all-that-it-sees" },
  ),
  foundBy: [
    {
      run: "restart/in-processes",
      mustFind: ["crashed"],
      mayAlsoFind: ["hung", "not-recovered"],
      summaryIncludes: "the process ended by itself: SIGABRT",
    },
  ],
};
