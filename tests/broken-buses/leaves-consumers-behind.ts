import { randomUUID } from "node:crypto";

import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

/** Groups fill up with names of the dead: every subscription takes a new one and nobody removes it. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    consumerName: () => randomUUID(),
    removeConsumer: () => Promise.resolve(),
  },
  { name: "leaves-consumers-behind" },
);
