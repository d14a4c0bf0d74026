import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Takes an empty payload for a deleted entry, and acknowledges it without a handler. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      handle: (consumer, message) =>
        message.payload === "" ? undefined : referenceParts.handle(consumer, message),
    },
    { name: "takes-an-empty-payload-for-nothing" },
  ),
  foundBy: [{ run: "payloads/odd", mustFind: ["lost"], summaryIncludes: "publisher-0 33" }],
  onlyFoundBy: "payloads",
};
