import type { BusModule } from "../bus/contract.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const spinMs = 4000;
const name = "spins-until-it-is-connected";
const correct = createStreamsBus(referenceParts, { name });

/** A bus that waits in a loop after its connection was lost, once in the life of its process. */
function createSpinningBus(): BusModule {
  let hasSpun = false;
  return createStreamsBus(
    {
      ...referenceParts,
      reconnectDelayMs(attempt) {
        if (attempt.number === 2 && !hasSpun) {
          hasSpun = true;
          spin();
        }
        return referenceParts.reconnectDelayMs(attempt);
      },
    },
    { name },
  );
}

const spinning = createSpinningBus();

/**
 * Waits in a loop without a pause after a subscriber has lost its connection, so that its process does nothing else.
 * Publishers are right: they run in the process of the harness.
 */
export const bus: PlantedBug = {
  ...correct,
  open: (context) =>
    context.role.startsWith("publisher-") ? correct.open(context) : spinning.open(context),
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

/** Asking for the time costs a call of the system, so it happens rarely. */
const stepsBetween = 5_000_000;

/** Counts only the time in which it has a core, because a process that waits for one is not blamed. */
function spin(): void {
  const startUs = process.cpuUsage().user;
  while (process.cpuUsage().user - startUs < spinMs * 1000) {
    for (let step = 0; step < stepsBetween; step++);
  }
}
