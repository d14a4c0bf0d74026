import { admitAgain } from "../bus/streams/admit.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { parseClaimReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { neverAgainHereMs } from "./support/never-again-here.ts";

const idleMs = "500";

/**
 * Leaves failed messages to a sweep of the pending list. Each sweep begins at the start of the list, claims ten entries
 * and throws the cursor away. A few failed messages come again soon, and many of them hardly ever.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      retryDelayMs: () => neverAgainHereMs,
      readOwnPending: () => Promise.resolve(),
      reclaim: claimTen,
    },
    { name: "claims-ten-at-a-time" },
  ),
  seenIn: "comet-ml/opik PR 8137",
  foundBy: [
    {
      run: "poison/outage",
      mustFind: ["late"],
      summaryIncludes: "ten times as slow as in its busiest second",
      recoveryLimitMs: 3000,
    },
  ],
};

async function claimTen(consumer: Consumer): Promise<void> {
  const { commands, key, group, name } = consumer;
  const command = ["XAUTOCLAIM", key, group, name, idleMs, "0-0", "COUNT", "10"];
  admitAgain(consumer, parseClaimReply(await commands.send(command)).entries, 2);
}
