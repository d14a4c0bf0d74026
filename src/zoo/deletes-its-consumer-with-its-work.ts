import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { handleInTurn } from "./support/handle-in-turn.ts";

/**
 * Leaves its unhandled messages to the next worker when it closes, and deletes its consumer from the group to be
 * tidy. Redis deletes the pending entries of a consumer together with it.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      handle: handleInTurn("leave-pending"),
      async removeConsumer({ commands, key, group, name }) {
        const deleting = commands.send(["XGROUP", "DELCONSUMER", key, group, name]);
        await deleting.catch(() => undefined); // Redis may be away.
      },
    },
    { name: "deletes-its-consumer-with-its-work" },
  ),
  foundBy: [
    {
      run: "shutdown/hand-over",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
      // The next worker handles 120 slow messages, one after the other.
      recoveryLimitMs: 8000,
    },
  ],
  onlyFoundBy: "shutdown",
};
