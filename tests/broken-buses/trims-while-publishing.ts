import type { BusModule } from "../../src/bus/contract.ts";
import { createStreamsBus } from "../../src/bus/streams/streams-bus.ts";
import { streamsParts } from "../../src/bus/streams/streams-parts.ts";

const trim = ["MAXLEN", "~", "100"];

/** A burst pushes messages out of the stream before anybody has read them. */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    append: async (commands, { key, messageId, payload }) => {
      const fields = ["id", messageId, "payload", payload];
      return (await commands.send(["XADD", key, ...trim, "*", ...fields])) as string;
    },
  },
  { name: "trims-while-publishing" },
);
