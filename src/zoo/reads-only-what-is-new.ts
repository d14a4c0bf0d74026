import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const skip = (): Promise<void> => Promise.resolve();

/**
 * Messages in a reply that got lost stay pending for ever: the consumer reads `>` only, and neither
 * its own pending entries nor those of others are ever claimed. Most loops written by hand do this.
 */
export const bus: BusModule = createStreamsBus(
  { ...referenceParts, readOwnPending: skip, reclaim: skip },
  { name: "reads-only-what-is-new" },
);
