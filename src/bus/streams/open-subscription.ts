import { sleep } from "../../clock.ts";
import type { Subscription } from "../contract.ts";
import { announceChanges } from "../redis/announce-changes.ts";
import { isErrorReply, isGroupGone, isRefusal } from "../redis/redis-errors.ts";
import { acknowledgeAgain } from "./acknowledge.ts";
import { closeSubscription } from "./close-subscription.ts";
import type { Consumer } from "./consumer.ts";
import { runReadLoop } from "./read-loop.ts";
import { startUpkeep } from "./upkeep.ts";

const retryPauseMs = 50;

/**
 * Resolves once the group exists and the reader is ready. Waits as long as Redis is away. Rejects if
 * Redis refuses for good or if the bus is closed meanwhile; then it closes the reader.
 */
export async function openSubscription(consumer: Consumer): Promise<Subscription> {
  try {
    await awaitGroup(consumer);
  } catch (error) {
    await consumer.reader.close();
    throw error;
  }
  listen(consumer);
  consumer.reading = runReadLoop(consumer);
  startUpkeep(consumer);
  let closing: Promise<void> | undefined;
  return { close: () => (closing ??= closeSubscription(consumer)) };
}

async function awaitGroup(consumer: Consumer): Promise<void> {
  for (;;) {
    await consumer.reader.whenReady();
    try {
      await consumer.parts.awaitSubscribed(consumer);
      return;
    } catch (error) {
      if (isRefusal(error)) consumer.reader.replaceSession(error as Error);
      else if (isErrorReply(error) && !isGroupGone(error)) throw error;
      await sleep(retryPauseMs);
    }
  }
}

function listen(consumer: Consumer): void {
  const { reader, commands, context, topic } = consumer;
  const listening = [
    commands.onChange({ ready: () => acknowledgeAgain(consumer) }),
    announceChanges(reader, context, topic),
  ];
  consumer.stopListening = () => {
    for (const stop of listening) stop();
  };
}
