import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/** Shorter than usual, for nothing is worth waiting for. */
const publishLimitMs = 2000;

/** Is dead after the first outage until somebody restarts it: a lost connection stays lost. */
export const bus: BusModule = createStreamsBus(
  { ...referenceParts, reconnectDelayMs: () => undefined },
  { name: "never-reconnects", publishLimitMs },
);
