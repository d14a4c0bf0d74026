import type { BusModule } from "../bus/contract.ts";
import { neverSent } from "../bus/redis-errors.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

const unlucky = 7;

/**
 * Sends again whatever was on its way when the connection broke, except for the seventh message: it
 * is taken for stored, by a count that is off by one. Only a cut at that very command shows it.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    async append(commands, draft) {
      try {
        return await streamsParts.append(commands, draft);
      } catch (error) {
        if (draft.sequence !== unlucky || neverSent(error)) throw error;
        return draft.messageId;
      }
    },
  },
  { name: "loses-the-seventh-publish" },
);
