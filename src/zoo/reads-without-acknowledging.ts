import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseReadReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Reads with NOACK, so Redis forgets a message as soon as it hands it out. Messages in a lost reply
 * are lost.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readNew({ reader, key, group, name, blockMs }, count) {
        const options = ["COUNT", String(count), "BLOCK", String(blockMs), "NOACK"];
        const command = ["XREADGROUP", "GROUP", group, name, ...options, "STREAMS", key, ">"];
        return parseReadReply(await reader.send(command));
      },
    },
    { name: "reads-without-acknowledging" },
  ),
  seenIn: "a snippet from redis-py #2937 that many programs have copied",
  foundBy: [
    {
      run: "partition/replies-lost",
      mustFind: ["early-acknowledgement", "lost"],
      summaryIncludes: "past the group's position",
    },
  ],
};
