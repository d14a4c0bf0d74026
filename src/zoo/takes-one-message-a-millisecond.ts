import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import type { StreamEntry } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

const latestMs = new WeakMap<Consumer, string>();

/**
 * Tells messages apart by their time alone. Of several in one millisecond, which comes only with a
 * flood, all but the first pass for copies of it and are acknowledged unseen.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...streamsParts,
    async readNew(consumer, count) {
      const entries = await streamsParts.readNew(consumer, count);
      return entries.filter((entry) => isFirstOfItsTime(consumer, entry));
    },
  },
  { name: "takes-one-message-a-millisecond" },
);

function isFirstOfItsTime(consumer: Consumer, { id }: StreamEntry): boolean {
  const timeMs = id.split("-")[0] ?? id;
  const isFirst = latestMs.get(consumer) !== timeMs;
  latestMs.set(consumer, timeMs);
  if (!isFirst) streamsParts.acknowledge(consumer, id);
  return isFirst;
}
