import { randomUUID } from "node:crypto";

import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Groups fill up with names of the dead: every subscription takes a new one and nobody removes it
 * (hyperswitch #13811).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    consumerName: () => randomUUID(),
    removeConsumer: () => Promise.resolve(),
  },
  { name: "leaves-consumers-behind" },
);
