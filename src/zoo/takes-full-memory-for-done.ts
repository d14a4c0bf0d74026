import { isErrorReply } from "../bus/redis/redis-errors.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Logs an OOM of Redis, and resolves the publish as if Redis had the message. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: (commands, draft) =>
        referenceParts.append(commands, draft).catch((error: unknown) => {
          if (isErrorReply(error) && error.message.startsWith("OOM")) return draft.messageId;
          throw error;
        }),
    },
    { name: "takes-full-memory-for-done" },
  ),
  seenIn: "kue #1197",
  foundBy: [
    {
      run: "memory-pressure/oom-1s",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "all never executed",
    },
  ],
  onlyFoundBy: "memory-pressure",
};
