import type { BusMessage } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { fieldOf, parseReadReply } from "../bus/streams/replies.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * Moves each entry to a work stream of its group in a transaction, which is right, and feeds its handlers from there.
 * But it acknowledges the entry of the work stream before it calls the handler.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async ensureGroup(consumer) {
        await referenceParts.ensureGroup({ ...consumer, key: workOf(consumer), from: "start" });
        await referenceParts.ensureGroup(consumer);
      },
      handle: moveAndHandle,
      acknowledge: () => undefined,
    },
    { name: "acknowledges-moved-work-early" },
  ),
  foundBy: [
    { run: "fan-out/calm", mustFind: ["early-acknowledgement"], summaryIncludes: ":work:group-" },
  ],
};

function workOf({ key, group }: Consumer): string {
  return `${key}:work:${group}`;
}

async function moveAndHandle(consumer: Consumer, message: BusMessage): Promise<void> {
  const { commands, key, group, name } = consumer;
  const work = workOf(consumer);
  await Promise.all([
    commands.send(["MULTI"]),
    commands.send(["XADD", work, "*", "payload", message.payload]),
    commands.send(["XACK", key, group, message.id]),
    commands.send(["EXEC"]),
  ]);
  const read = ["XREADGROUP", "GROUP", group, name, "COUNT", "1", "STREAMS", work, ">"];
  for (const { id, fields = [] } of parseReadReply(await commands.send(read))) {
    await commands.send(["XACK", work, group, id]);
    await consumer.handler({ ...message, id, payload: fieldOf(fields, "payload") ?? "" });
  }
}
