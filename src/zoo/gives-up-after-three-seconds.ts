import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const patienceMs = 3000;
const pauseMs = 100;

/** Tries to reconnect for three seconds and then never again, so that it survives every short outage. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      reconnectDelayMs: ({ outageMs }) => (outageMs > patienceMs ? undefined : pauseMs),
    },
    { name: "gives-up-after-three-seconds", publishLimitMs: 2000 },
  ),
  foundBy: [
    {
      run: "partition/publisher-away-5s",
      mustFind: ["not-recovered"],
      summaryIncludes: "publisher-0 never got a message through again",
    },
    {
      run: "partition/subscriber-away-5s",
      mustFind: ["not-recovered", "stranded"],
      mayAlsoFind: ["unacknowledged"],
      summaryIncludes: "subscriber-0",
    },
  ],
};
