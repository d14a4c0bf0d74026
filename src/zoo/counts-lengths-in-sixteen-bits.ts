import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const longest = 0xffff;

/** Keeps the length of a payload in two bytes, so a longer payload is cut. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      append: (commands, draft) =>
        referenceParts.append(commands, {
          ...draft,
          payload: Buffer.from(draft.payload).subarray(0, longest).toString(),
        }),
    },
    { name: "counts-lengths-in-sixteen-bits" },
  ),
  foundBy: [{ run: "payloads/odd", mustFind: ["corrupt", "lost"], summaryIncludes: "changed" }],
};
