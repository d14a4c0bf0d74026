import { setImmediate } from "node:timers/promises";

import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { watchOffline } from "./support/watch-offline.ts";

const streams = createStreamsBus(referenceParts, { name: "spins-while-away" });

/** Waits for its connection in a loop of `setImmediate`, which keeps a core busy for as long as Redis is away. */
export const bus: PlantedBug = {
  ...streams,
  async open(context) {
    const watch = watchOffline(context);
    const opened = await streams.open(watch.context);
    return {
      ...opened,
      async publish(topic, payload) {
        while (watch.isOffline()) await setImmediate();
        return await opened.publish(topic, payload);
      },
    };
  },
  foundBy: [
    {
      run: "overload/while-away",
      mustFind: ["overload"],
      summaryIncludes: "never came to rest",
    },
  ],
};
