import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Leaves the upkeep timers of a closed subscription running until the whole bus is closed. */
export const bus: PlantedBug = {
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
  foundBy: [{ run: "leak/calm", mustFind: ["leak"], summaryIncludes: "process.timers" }],
};
