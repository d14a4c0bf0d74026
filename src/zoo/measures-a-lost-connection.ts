import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { endTimerAtClose } from "./support/end-timer.ts";
import { watchOffline } from "./support/watch-offline.ts";

const intervalMs = 5;

/** Measures the age of its connection on a timer, which throws while there is no connection. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "measures-a-lost-connection",
  async open(context) {
    const ages = [0];
    const watch = watchOffline(context);
    const inner = await streamsBus.open(watch.context);
    const timer = setInterval(() => {
      const [age] = watch.isOffline() ? [] : ages;
      if (age === undefined) throw new TypeError("there is no connection to measure");
      ages[0] = age + intervalMs;
    }, intervalMs);
    return endTimerAtClose(inner, timer);
  },
  foundBy: [
    {
      run: "partition/refuse",
      mustFind: ["crashed"],
      summaryIncludes:
        "threw an error that nothing caught, … times: TypeError: there is no connection to measure",
    },
  ],
};
