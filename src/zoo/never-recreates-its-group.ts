import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Reads on and on from a group that is gone: it is created when the subscription is, and never after
 * a NOGROUP (dapr #3219, opik #5525).
 */
export const bus: BusModule = createStreamsBus(
  { ...referenceParts, healGroup: () => Promise.resolve() },
  { name: "never-recreates-its-group" },
);
