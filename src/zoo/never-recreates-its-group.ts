import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/**
 * Reads on and on from a group that is gone: it is created when the subscription is, and never after
 * a NOGROUP (dapr #3219, opik #5525).
 */
export const bus: BusModule = createStreamsBus(
  { ...streamsParts, healGroup: () => Promise.resolve() },
  { name: "never-recreates-its-group" },
);
