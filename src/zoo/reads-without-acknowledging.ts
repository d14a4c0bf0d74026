import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseReadReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/**
 * Reads with NOACK, so Redis forgets a message as soon as it is handed out: a reply that gets lost
 * takes its messages with it (a snippet of redis-py #2937 that many have copied).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async readNew({ reader, key, group, name, blockMs }, count) {
      const options = ["COUNT", String(count), "BLOCK", String(blockMs), "NOACK"];
      const command = ["XREADGROUP", "GROUP", group, name, ...options, "STREAMS", key, ">"];
      return parseReadReply(await reader.send(command));
    },
  },
  { name: "reads-without-acknowledging" },
);
