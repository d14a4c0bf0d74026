import type { BusMessage } from "../bus/contract.ts";
import type { Consumer } from "../bus/streams/consumer.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import { sleep } from "../clock.ts";
import type { PlantedBug } from "./planted-bug.ts";

const pauseMs = 50;
const lastRetry = new WeakMap<Consumer, Promise<void>>();

/**
 * Keeps no body of a message whose handler failed, and reads its entry again for each retry, one message after the other.
 * It waits for ever for an entry that was trimmed meanwhile, and so do all failed messages behind it.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      handle: (consumer, message) =>
        message.attempt === 1
          ? referenceParts.handle(consumer, message)
          : handleInTurn(consumer, message),
    },
    { name: "waits-for-trimmed-entries" },
  ),
  onlyFoundBy: "trim",
  foundBy: [
    {
      run: "trim/pending-entries",
      mustFind: ["stranded"],
      summaryIncludes: "all stuck pending",
    },
  ],
};

async function handleInTurn(consumer: Consumer, message: BusMessage): Promise<void> {
  const before = lastRetry.get(consumer) ?? Promise.resolve();
  const found = before.then(() => awaitEntry(consumer, message));
  lastRetry.set(
    consumer,
    found.catch(() => undefined),
  );
  await found;
  await referenceParts.handle(consumer, message);
}

async function awaitEntry({ commands, key, closing }: Consumer, { id }: BusMessage): Promise<void> {
  for (;;) {
    const entries = await commands.send(["XRANGE", key, id, id]);
    if (Array.isArray(entries) && entries.length > 0) return;
    await sleep(pauseMs, closing.signal);
  }
}
