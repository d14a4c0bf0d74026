import type { BusModule } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { startHandling } from "../bus/streams/handle.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { fieldOf, parseClaimReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const minimumIdleMs = 0;

/**
 * Claims with a minimum idle time of 0, and so takes what is still being handled or acknowledged for
 * abandoned: the example value of many tutorials.
 */
export const bus: BusModule = createStreamsBus(
  {
    ...referenceParts,
    async readNew(consumer, count) {
      await claimAnything(consumer);
      return await referenceParts.readNew(consumer, count);
    },
  },
  { name: "claims-live-work" },
);

async function claimAnything(consumer: Consumer): Promise<void> {
  const { reader, key, group, name, topic } = consumer;
  const command = ["XAUTOCLAIM", key, group, name, String(minimumIdleMs), "0-0"];
  for (const { id, fields } of parseClaimReply(await reader.send(command)).entries) {
    const payload = fields && fieldOf(fields, "payload");
    if (payload !== undefined) startHandling(consumer, { id, topic, payload, attempt: 2 });
  }
}
