import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import type { StreamEntry } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const latestMs = new WeakMap<Consumer, string>();

/**
 * Tells messages apart by the time in their stream id alone. If several messages have the same
 * millisecond, as in a flood, it handles the first and acknowledges the others as copies.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readNew(consumer, count) {
        const entries = await referenceParts.readNew(consumer, count);
        return entries.filter((entry) => isFirstOfItsTime(consumer, entry));
      },
    },
    { name: "takes-one-message-a-millisecond" },
  ),
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["lost"],
      // In the flood after the heal it drops so many probes that it may count as not recovered.
      mayAlsoFind: ["not-recovered"],
      summaryIncludes: "all past the group's position",
    },
  ],
};

function isFirstOfItsTime(consumer: Consumer, { id }: StreamEntry): boolean {
  const timeMs = id.split("-")[0] ?? id;
  const isFirst = latestMs.get(consumer) !== timeMs;
  latestMs.set(consumer, timeMs);
  if (!isFirst) referenceParts.acknowledge(consumer, id);
  return isFirst;
}
