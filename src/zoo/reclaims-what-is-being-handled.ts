import type { Consumer } from "../bus/streams/consumer.ts";
import { startHandling } from "../bus/streams/handle.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { fieldOf, parseClaimReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const minimumIdleMs = 2000;
/** A worker that looks after each read looks often enough with this. */
const blockMs = 200;

const streams = createStreamsBus(
  {
    ...referenceParts,
    async readNew(consumer, count) {
      await reclaim(consumer);
      return await referenceParts.readNew(consumer, count);
    },
    sendHeartbeat: () => Promise.resolve(),
  },
  { name: "reclaims-what-is-being-handled" },
);

/**
 * Takes over every message that is pending for 2 s, also one that it is handling itself. Nothing tells Redis that a
 * slow handler is alive.
 */
export const bus: PlantedBug = {
  ...streams,
  open: (context) => streams.open({ ...context, blockMs }),
  seenIn: "mastra PR 23697",
  foundBy: [
    {
      run: "workers/slow-handler",
      mustFind: ["duplicate"],
      summaryIncludes: "without a reason",
      // The drain must outlast the slowest handler, twice.
      recoveryLimitMs: 8000,
    },
  ],
};

async function reclaim(consumer: Consumer): Promise<void> {
  const { reader, key, group, name, topic } = consumer;
  const command = ["XAUTOCLAIM", key, group, name, String(minimumIdleMs), "0-0"];
  for (const { id, fields } of parseClaimReply(await reader.send(command)).entries) {
    const payload = fields && fieldOf(fields, "payload");
    if (payload !== undefined) startHandling(consumer, { id, topic, payload, attempt: 2 });
  }
}
