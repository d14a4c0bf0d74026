import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseEntries } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const mostMessages = 10;

/**
 * A worker that starts late gets the last ten messages and not what was published before them,
 * although it claims to replay everything: its group begins just before those ten.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async ensureGroup(consumer) {
      if (consumer.from === "start") await createGroupNearTheEnd(consumer);
      // Where the group is there already, this leaves it as it is.
      await referenceParts.ensureGroup(consumer);
    },
  },
  { name: "catches-up-on-ten" },
);

async function createGroupNearTheEnd({ reader, key, group }: Consumer): Promise<void> {
  const count = String(mostMessages + 1);
  const newest = parseEntries(await reader.send(["XREVRANGE", key, "+", "-", "COUNT", count]));
  const before = newest[mostMessages];
  if (!before) return;
  await reader.send(["XGROUP", "CREATE", key, group, before.id]).catch(() => undefined);
}
