import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Turns each byte of a payload into one character, so text outside ASCII arrives changed. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: (commands, draft) => {
        const payload = Buffer.from(draft.payload).toString("latin1");
        return referenceParts.append(commands, { ...draft, payload });
      },
    },
    { name: "takes-bytes-for-characters" },
  ),
  foundBy: [{ run: "fan-out/calm", mustFind: ["corrupt", "lost"], summaryIncludes: "changed" }],
};
