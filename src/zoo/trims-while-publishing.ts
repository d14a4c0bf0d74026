import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const trim = ["MAXLEN", "~", "5000"];

/**
 * Publishes with a MAXLEN that suits the usual load. A burst pushes messages out of the stream
 * before a group has read them.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: async (commands, { key, messageId, payload }) => {
        const fields = ["id", messageId, "payload", payload];
        return (await commands.send(["XADD", key, ...trim, "*", ...fields])) as string;
      },
    },
    { name: "trims-while-publishing" },
  ),
  seenIn: "cookie-cutter #206",
  foundBy: [{ run: "fan-out/burst", mustFind: ["lost"], summaryIncludes: "trimmed" }],
  onlyFoundBy: "fan-out",
};
