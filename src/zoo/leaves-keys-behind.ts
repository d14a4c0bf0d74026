import { randomUUID } from "node:crypto";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Writes a key of its own for every subscription and never removes it. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async awaitSubscribed(consumer) {
        await referenceParts.awaitSubscribed(consumer);
        const { commands, context, name } = consumer;
        await commands.send(["SET", `${context.namespace}subscription:${randomUUID()}`, name]);
      },
    },
    { name: "leaves-keys-behind" },
  ),
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "in Redis" }],
};
