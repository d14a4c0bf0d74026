import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/** Payloads come out of Redis as bytes, and each byte becomes a character. */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    append: (commands, draft) => {
      const payload = Buffer.from(draft.payload).toString("latin1");
      return referenceParts.append(commands, { ...draft, payload });
    },
  },
  { name: "takes-bytes-for-characters" },
);
