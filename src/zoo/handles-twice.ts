import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Calls the handler twice for every message, as if its listener was registered twice. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async handle(consumer, message) {
        await referenceParts.handle(consumer, message);
        await referenceParts.handle(consumer, message);
      },
    },
    { name: "handles-twice" },
  ),
  foundBy: [
    { run: "fan-out/calm", mustFind: ["duplicate"], summaryIncludes: "all without a reason" },
  ],
};
