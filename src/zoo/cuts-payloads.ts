import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const longestPayload = 4096;

/** Payloads of more than 4096 characters arrive without their end, as those of a table's column would. */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    append: (commands, draft) =>
      referenceParts.append(commands, {
        ...draft,
        payload: draft.payload.slice(0, longestPayload),
      }),
  },
  { name: "cuts-payloads" },
);
