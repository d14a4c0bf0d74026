import type { PlantedBug } from "./planted-bug.ts";
import { createListBus } from "./support/create-list-bus.ts";

/** Moves each message to a list of active ones, and never takes back what a lost reply left there. */
export const bus: PlantedBug = {
  ...createListBus("forgets-what-it-moved", () => Promise.resolve()),
  foundBy: [
    {
      run: "partition/replies-lost",
      mustFind: ["lost"],
      summaryIncludes: "in work in list bus-chaos:…:orders:active",
      recoveryLimitMs: 4000,
    },
  ],
};
