import type { Connection } from "../bus/redis/connection.ts";
import { isErrorReply } from "../bus/redis/redis-errors.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const lockedOut = new WeakMap<Connection, Error>();

/** Remembers the first NOPERM of a connection, and rejects every publish after it without asking Redis again. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async append(commands, draft) {
        const before = lockedOut.get(commands);
        if (before) throw before;
        try {
          return await referenceParts.append(commands, draft);
        } catch (error) {
          if (isErrorReply(error) && error.message.startsWith("NOPERM")) {
            lockedOut.set(commands, error);
          }
          throw error;
        }
      },
    },
    { name: "stays-locked-out" },
  ),
  foundBy: [
    {
      run: "error-replies/publisher-noperm",
      mustFind: ["not-recovered"],
      summaryIncludes: "publisher-0",
    },
  ],
};
