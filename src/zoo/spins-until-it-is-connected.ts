import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const spinMs = 4000;

/** Waits in a loop without a pause after its reader has lost its connection, so that its process does nothing else. */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      reconnectDelayMs(attempt) {
        if (attempt.number === 2) spin();
        return referenceParts.reconnectDelayMs(attempt);
      },
    },
    { name: "spins-until-it-is-connected" },
  ),
  foundBy: [
    {
      run: "restart/in-processes",
      mustFind: ["hung"],
      mayAlsoFind: ["not-recovered", "stranded"],
      summaryIncludes: "blocked its event loop",
      recoveryLimitMs: 10_000,
    },
  ],
};

/** Counts only the time in which it has a core, because a process that waits for one is not blamed. */
function spin(): void {
  const startUs = process.cpuUsage().user;
  while (process.cpuUsage().user - startUs < spinMs * 1000);
}
