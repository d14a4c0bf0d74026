import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * XGROUP CREATE is sent, and `subscribe` resolves without its reply. As a rule Redis has executed it
 * by then; where it comes late, the group begins behind what was published meanwhile.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async awaitSubscribed(consumer) {
      consumer.parts.ensureGroup(consumer).catch(() => undefined);
      await consumer.commands.whenReady();
      // It has no position to go back to until there is a group, and takes that as it comes.
      await consumer.parts.takeCheckpoint(consumer).catch(() => undefined);
    },
  },
  { name: "never-waits-for-its-group" },
);
