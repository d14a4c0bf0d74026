import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

/** Is dead after the first outage until somebody restarts it: a lost connection stays lost. */
export const bus: BusModule = createStreamsBus(
  { ...streamsParts, reconnectDelayMs: () => undefined },
  { name: "never-reconnects" },
);
