import type { PlantedBug } from "./planted-bug.ts";
import { createListBus } from "./support/create-list-bus.ts";

const most = 10;

/** When a reader connects, it takes back what is left in the list of active messages, but at most ten of them. */
export const bus: PlantedBug = {
  ...createListBus("takes-back-ten-at-most", async (client, { waiting, active }) => {
    for (let taken = 0; taken < most; taken++) {
      await client.sendCommand(["LMOVE", active, waiting, "LEFT", "RIGHT"]);
    }
  }),
  foundBy: [
    {
      run: "poison/outage",
      mustFind: ["lost"],
      // It handles one message after the other, and its close may come between a handler and the removal of the message.
      mayAlsoFind: ["duplicate", "stranded"],
      summaryIncludes: "in work in list bus-chaos:…:orders:active",
    },
  ],
};
