import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { forgotten, watchLosses } from "./support/watch-losses.ts";

/** Close waits for a reply on its first connection. If that one broke, close never returns. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "waits-for-a-lost-farewell",
  async open(context) {
    const watch = watchLosses(context);
    const inner = await streamsBus.open(watch.context);
    return {
      ...inner,
      async close() {
        await inner.close();
        if (watch.losses() > 0) await forgotten();
      },
    };
  },
  foundBy: [
    {
      run: "restart/sigterm-1s",
      mustFind: ["hung"],
      summaryIncludes: "close of the bus never returned",
    },
  ],
};
