import type { BusModule } from "../bus/contract.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/** Payloads come out of Redis as bytes, and each byte becomes a character. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    append: (commands, draft) => {
      const payload = Buffer.from(draft.payload).toString("latin1");
      return streamsParts.append(commands, { ...draft, payload });
    },
  },
  { name: "takes-bytes-for-characters" },
);
