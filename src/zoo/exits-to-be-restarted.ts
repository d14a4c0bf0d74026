import { streamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Ends its process when it loses its connection, so that a supervisor starts it again. */
export const bus: PlantedBug = {
  ...streamsBus,
  name: "exits-to-be-restarted",
  open: async (context) =>
    await streamsBus.open({
      ...context,
      notify(notice) {
        context.notify(notice);
        if (notice.kind === "disconnected") process.exit(0);
      },
    }),
  foundBy: [
    {
      run: "partition/reset",
      mustFind: ["crashed"],
      summaryIncludes: "the bus called process.exit(0)",
    },
  ],
};
