import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { neverAgainHereMs } from "./support/never-again-here.ts";
import { readPendingPage } from "./support/read-pending-page.ts";

/**
 * Reads its pending list when it connects, and fails at an entry that was trimmed meanwhile, because it has no fields. So
 * its reader tries the list again for ever, and comes to no new message.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      retryDelayMs: () => neverAgainHereMs,
      readOwnPending,
      // XCLAIM and XAUTOCLAIM would take trimmed entries from the list.
      sendHeartbeat: () => Promise.resolve(),
      reclaim: () => Promise.resolve(),
    },
    { name: "stumbles-over-trimmed-entries" },
  ),
  seenIn: "redis-py 1116",
  foundBy: [
    {
      run: "trim/pending-entries",
      mustFind: ["lost", "not-recovered"],
      mayAlsoFind: ["stranded"],
      summaryIncludes: "all stuck pending",
    },
  ],
};

async function readOwnPending(consumer: Consumer): Promise<void> {
  for (const { id, fields } of await readPendingPage(consumer)) {
    if (fields === undefined) throw new TypeError(`the entry ${id} has no fields`);
  }
  await referenceParts.readOwnPending(consumer);
}
