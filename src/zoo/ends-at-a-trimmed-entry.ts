import { admitAgain } from "../bus/streams/admit.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { neverAgainHereMs } from "./support/never-again-here.ts";
import { readPendingPage } from "./support/read-pending-page.ts";

/** Takes an entry without fields for the end of its pending list, so what is behind a trimmed entry never comes again. */
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
    { name: "ends-at-a-trimmed-entry" },
  ),
  foundBy: [
    {
      run: "trim/pending-entries",
      mustFind: ["lost"],
      summaryIncludes: "all stuck pending",
    },
  ],
};

async function readOwnPending(consumer: Consumer): Promise<void> {
  const entries = await readPendingPage(consumer);
  const end = entries.findIndex(({ fields }) => fields === undefined);
  admitAgain(consumer, end < 0 ? entries : entries.slice(0, end), 2);
}
