import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const trim = ["MAXLEN", "~", "5000"];

/**
 * A burst pushes messages out of the stream before anybody has read them: MAXLEN is set for the usual
 * load (cookie-cutter #206).
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    append: async (commands, { key, messageId, payload }) => {
      const fields = ["id", messageId, "payload", payload];
      return (await commands.send(["XADD", key, ...trim, "*", ...fields])) as string;
    },
  },
  { name: "trims-while-publishing" },
);
