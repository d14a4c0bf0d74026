import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { streamsParts } from "../bus/streams/streams-parts.ts";

/** The upkeep of every subscription that is closed goes on, until the whole bus is closed. */
export const bus: BusModule = {
  ...createStreamsBus(streamsParts),
  name: "leaves-timers-running",
  async open(context) {
    const left: Consumer[] = [];
    const stopUpkeep = (consumer: Consumer) => void left.push(consumer);
    const inner = await createStreamsBus({ ...streamsParts, stopUpkeep }).open(context);
    return {
      ...inner,
      async close() {
        await inner.close();
        left.forEach(streamsParts.stopUpkeep);
      },
    };
  },
};
