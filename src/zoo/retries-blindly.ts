import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const streams = createStreamsBus({ ...referenceParts, findStored: async () => new Map() });

/**
 * Stores a message twice when the reply to it was lost, although it claims to deduplicate: it sends
 * again whatever was in flight, without looking whether it is there already.
 */
export const bus: BusModule = {
  ...streams,
  name: "retries-blindly",
  guarantees: { ...streams.guarantees, deduplicates: true },
};
