import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import type { StreamEntry } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const latestMs = new WeakMap<Consumer, string>();

/**
 * Tells messages apart by their time alone. Of several in one millisecond, which comes only with a
 * flood, all but the first pass for copies of it and are acknowledged unseen.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async readNew(consumer, count) {
      const entries = await referenceParts.readNew(consumer, count);
      return entries.filter((entry) => isFirstOfItsTime(consumer, entry));
    },
  },
  { name: "takes-one-message-a-millisecond" },
);

function isFirstOfItsTime(consumer: Consumer, { id }: StreamEntry): boolean {
  const timeMs = id.split("-")[0] ?? id;
  const isFirst = latestMs.get(consumer) !== timeMs;
  latestMs.set(consumer, timeMs);
  if (!isFirst) referenceParts.acknowledge(consumer, id);
  return isFirst;
}
