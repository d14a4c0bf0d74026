import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const handled = new WeakMap<object, Set<string>>();

/** Remembers the payloads that a consumer handled, and takes a second message with one of them for a repetition. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      handle(consumer, message) {
        const known = handled.get(consumer) ?? new Set<string>();
        handled.set(consumer, known);
        if (known.has(message.payload)) return;
        known.add(message.payload);
        return referenceParts.handle(consumer, message);
      },
    },
    { name: "deduplicates-by-content" },
  ),
  seenIn: "job queues whose default id is a hash of the payload",
  foundBy: [{ run: "payloads/equal", mustFind: ["lost"], summaryIncludes: "lost 18 of 200" }],
};
