import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Sends XGROUP CREATE and resolves `subscribe` without waiting for the reply. Redis has usually
 * executed the command by then. If it comes late, the group begins after the messages published in
 * between.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async awaitSubscribed(consumer) {
        consumer.parts.ensureGroup(consumer).catch(() => undefined);
        await consumer.commands.whenReady();
        // Fails if the group does not exist yet. The bus goes on without a checkpoint.
        await consumer.parts.takeCheckpoint(consumer).catch(() => undefined);
      },
    },
    { name: "never-waits-for-its-group" },
  ),
  foundBy: [
    {
      run: "startup-race/every-boundary-from-new",
      mustFind: ["lost"],
      summaryIncludes: "start-up commands were lost: before reader XGROUP CREATE stream:orders #1",
    },
  ],
};
