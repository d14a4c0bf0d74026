import { randomUUID } from "node:crypto";

import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/** Every subscription is written down under a key of its own, which nobody ever removes. */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async awaitSubscribed(consumer) {
      await referenceParts.awaitSubscribed(consumer);
      const { commands, context, name } = consumer;
      await commands.send(["SET", `${context.namespace}subscription:${randomUUID()}`, name]);
    },
  },
  { name: "leaves-keys-behind" },
);
