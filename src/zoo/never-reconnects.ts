import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/** Shorter than usual, for nothing is worth waiting for. */
const publishLimitMs = 2000;

/** Is dead after the first outage until somebody restarts it: a lost connection stays lost. */
export const bus: BusModule = createStreamsBus(
  { ...streamsParts, reconnectDelayMs: () => undefined },
  { name: "never-reconnects", publishLimitMs },
);
