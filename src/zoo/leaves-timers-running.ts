import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

/** The upkeep of every subscription that is closed goes on, until the whole bus is closed. */
export const bus: BusModule = {
  ...createStreamsBus(referenceParts),
  name: "leaves-timers-running",
  async open(context) {
    const left: Consumer[] = [];
    const stopUpkeep = (consumer: Consumer) => void left.push(consumer);
    const inner = await createStreamsBus({ ...referenceParts, stopUpkeep }).open(context);
    return {
      ...inner,
      async close() {
        await inner.close();
        left.forEach(referenceParts.stopUpkeep);
      },
    };
  },
};
