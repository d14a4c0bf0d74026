import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Acknowledges at each start of a consumer what the group has pending, to begin clean: what the dead had in hand is gone. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async awaitSubscribed(consumer) {
        await referenceParts.awaitSubscribed(consumer);
        await beginClean(consumer);
      },
    },
    { name: "throws-away-what-is-pending" },
  ),
  foundBy: [
    {
      run: "consumer-crash/restarted",
      mustFind: ["early-acknowledgement", "lost"],
      summaryIncludes: "past the group's position",
    },
  ],
};

async function beginClean({ commands, key, group }: Consumer): Promise<void> {
  const pending = await commands.send(["XPENDING", key, group, "-", "+", "1000"]);
  const ids = (pending as unknown[][]).map(([id]) => String(id));
  if (ids.length > 0) await commands.send(["XACK", key, group, ...ids]);
}
