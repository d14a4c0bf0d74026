import { isErrorReply } from "../bus/redis/redis-errors.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Waits at LOADING for the event by which its client says that Redis has loaded its data. The client has no such event,
 * because the connection stays open, so these publishes never settle.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: (commands, draft) =>
        referenceParts.append(commands, draft).catch((error: unknown) => {
          if (!isErrorReply(error) || !error.message.startsWith("LOADING")) throw error;
          return Promise.withResolvers<string>().promise;
        }),
    },
    { name: "waits-for-the-end-of-loading" },
  ),
  foundBy: [
    {
      run: "error-replies/loading",
      mustFind: ["hung"],
      summaryIncludes: "publish",
    },
  ],
};
