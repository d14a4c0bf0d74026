import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseEntries } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const mostMessages = 10;

/**
 * Claims to replay everything, and yet gives a worker that starts late only the last ten messages:
 * the group begins just before them.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async ensureGroup(consumer) {
        if (consumer.from === "start") await createGroupNearTheEnd(consumer);
        // Leaves a group that exists already as it is.
        await referenceParts.ensureGroup(consumer);
      },
    },
    { name: "catches-up-on-ten" },
  ),
  foundBy: [
    {
      run: "startup-race/from-start",
      mustFind: ["lost"],
      summaryIncludes: "all past the group's position",
    },
  ],
  onlyFoundBy: "startup-race",
};

async function createGroupNearTheEnd({ reader, key, group }: Consumer): Promise<void> {
  const count = String(mostMessages + 1);
  const newest = parseEntries(await reader.send(["XREVRANGE", key, "+", "-", "COUNT", count]));
  const before = newest[mostMessages];
  if (!before) return;
  await reader.send(["XGROUP", "CREATE", key, group, before.id]).catch(() => undefined);
}
