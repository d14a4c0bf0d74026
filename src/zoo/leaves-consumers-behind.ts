import { randomUUID } from "node:crypto";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Gives every subscription a new consumer name and never removes it, so the group fills up with
 * names of consumers that are gone.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      consumerName: () => randomUUID(),
      removeConsumer: () => Promise.resolve(),
    },
    { name: "leaves-consumers-behind" },
  ),
  seenIn: "hyperswitch #13811",
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "server.consumers" }],
};
