import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const longestPayload = 4096;

/** Cuts payloads after 4096 characters, as a database column of that length does. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: (commands, draft) =>
        referenceParts.append(commands, {
          ...draft,
          payload: draft.payload.slice(0, longestPayload),
        }),
    },
    { name: "cuts-payloads" },
  ),
  foundBy: [{ run: "fan-out/calm", mustFind: ["corrupt", "lost"], summaryIncludes: "changed" }],
};
