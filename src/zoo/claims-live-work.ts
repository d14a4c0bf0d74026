import type { Consumer } from "../bus/streams/consumer.ts";
import { startHandling } from "../bus/streams/handle.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { fieldOf, parseClaimReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const minimumIdleMs = 0;

/**
 * Calls XAUTOCLAIM with a minimum idle time of 0, so it takes over messages that another consumer
 * is still handling or acknowledging.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async readNew(consumer, count) {
        await claimAnything(consumer);
        return await referenceParts.readNew(consumer, count);
      },
    },
    { name: "claims-live-work" },
  ),
  seenIn: "the example value of many Redis tutorials",
  foundBy: [
    { run: "fan-out/calm", mustFind: ["duplicate"], summaryIncludes: "all without a reason" },
  ],
};

async function claimAnything(consumer: Consumer): Promise<void> {
  const { reader, key, group, name, topic } = consumer;
  const command = ["XAUTOCLAIM", key, group, name, String(minimumIdleMs), "0-0"];
  for (const { id, fields } of parseClaimReply(await reader.send(command)).entries) {
    const payload = fields && fieldOf(fields, "payload");
    if (payload !== undefined) startHandling(consumer, { id, topic, payload, attempt: 2 });
  }
}
