import { randomUUID } from "node:crypto";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Writes a key for every subscription to database 3 and never removes it. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async awaitSubscribed(consumer) {
        await referenceParts.awaitSubscribed(consumer);
        const { commands, context, name } = consumer;
        const key = `${context.namespace}subscription:${randomUUID()}`;
        // Sent together, so that no other command of the bus comes between them.
        const sent = [
          ["SELECT", "3"],
          ["SET", key, name],
          ["SELECT", "0"],
        ];
        await Promise.all(sent.map((command) => commands.send(command)));
      },
    },
    { name: "leaves-keys-in-another-database" },
  ),
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "in Redis" }],
};
