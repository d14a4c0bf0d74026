import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Frames payloads by lines, so a payload with a line break ends there. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append(commands, draft) {
        const [payload = ""] = draft.payload.split("\n");
        return referenceParts.append(commands, { ...draft, payload });
      },
    },
    { name: "ends-payloads-at-a-line-break" },
  ),
  foundBy: [{ run: "payloads/odd", mustFind: ["corrupt", "lost"], summaryIncludes: "changed" }],
};
