import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

const longestPayload = 4096;

/** Payloads of more than 4096 characters arrive without their end, as those of a table's column would. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    append: (commands, draft) =>
      streamsParts.append(commands, { ...draft, payload: draft.payload.slice(0, longestPayload) }),
  },
  { name: "cuts-payloads" },
);
