import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** How long a lock on a message lasts. Nothing renews it. */
const lockMs = 100;

const streams = createStreamsBus({
  ...referenceParts,
  async handle(consumer, message) {
    const ending = new AbortController();
    const first = Promise.try(() => referenceParts.handle(consumer, message));
    const expired = sleep(lockMs, ending.signal).then(() => true);
    const isExpired = await Promise.race([expired, first.then(() => false)]).finally(() =>
      ending.abort(),
    );
    if (isExpired) await referenceParts.handle(consumer, { ...message, attempt: 2 });
    await first;
  },
});

/** Takes a handler for dead that needs longer than the lock on its message, and gives the message out again. */
export const bus: PlantedBug = {
  ...streams,
  name: "handles-slow-work-again",
  guarantees: { ...streams.guarantees, deduplicates: true },
  foundBy: [
    {
      run: "workers/slow-handler",
      mustFind: ["duplicate"],
      summaryIncludes: "all without a reason",
      // The drain must outlast the slowest handler, twice.
      recoveryLimitMs: 8000,
    },
  ],
};
