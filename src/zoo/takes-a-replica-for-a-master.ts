import { isErrorReply } from "../bus/redis/redis-errors.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Counts a publish as done if a replica answers READONLY, because "the master has it already". */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: (commands, draft) =>
        referenceParts.append(commands, draft).catch((error: unknown) => {
          if (isErrorReply(error) && error.message.startsWith("READONLY")) return draft.messageId;
          throw error;
        }),
    },
    { name: "takes-a-replica-for-a-master" },
  ),
  seenIn: "kue #1197",
  foundBy: [
    {
      run: "error-replies/publisher-readonly",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "was refused: READONLY",
    },
    {
      run: "error-replies/demoted",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "all never executed",
    },
  ],
  onlyFoundBy: "error-replies",
};
