import { sleep } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import { isErrorReply, isGroupGone, isRefusal } from "../redis/redis-errors.ts";
import { admitNew } from "./admit.ts";
import type { Consumer } from "./consumer.ts";
import { awaitFreeSlots } from "./read.ts";

const firstPauseMs = 10;
/** With this pause a reader in trouble makes fewer than 20 calls a second. */
const longestPauseMs = 250;
const degradedPauseMs = 1000;

interface Trouble {
  pauseMs: number;
  degraded: boolean;
}

/**
 * Reads until the subscription closes. After every error it first reads the entries that Redis has given
 * to this consumer already, and only then new ones.
 */
export async function runReadLoop(consumer: Consumer): Promise<void> {
  const { closing, reader, parts } = consumer;
  const trouble: Trouble = { pauseMs: firstPauseMs, degraded: false };
  while (!closing.signal.aborted) {
    try {
      const session = await reader.whenReady();
      await parts.readOwnPending(consumer);
      recovered(consumer, trouble);
      while (reader.session === session && !closing.signal.aborted) await readOnce(consumer);
    } catch (error) {
      if (!closing.signal.aborted) await recover(consumer, trouble, error as Error);
    }
  }
}

async function readOnce(consumer: Consumer): Promise<void> {
  const count = await awaitFreeSlots(consumer);
  if (consumer.closing.signal.aborted) return;
  admitNew(consumer, await consumer.parts.readNew(consumer, count));
}

/** Never throws and never gives up. Every path ends with a pause, so that no error makes the loop spin. */
async function recover(consumer: Consumer, trouble: Trouble, error: Error): Promise<void> {
  try {
    if (isGroupGone(error)) {
      await consumer.parts.healGroup(consumer);
    } else if (isRefusal(error)) {
      consumer.reader.replaceSession(error);
    } else if (isErrorReply(error)) {
      degrade(consumer, trouble, error);
    } else {
      // The connection broke and reconnects by itself; only the pause below is needed.
    }
  } catch (failure) {
    consumer.context.logger.debug(`${consumer.key}: could not heal the group yet`, {
      reason: errorText(failure),
    });
  }
  const pauseMs = trouble.degraded ? degradedPauseMs : trouble.pauseMs;
  trouble.pauseMs = Math.min(trouble.pauseMs * 2, longestPauseMs);
  await sleep(pauseMs, consumer.closing.signal).catch(() => undefined);
}

/** Reports an error such as WRONGTYPE or NOPERM. The bus can only report it and try again every second. */
function degrade(consumer: Consumer, trouble: Trouble, error: Error): void {
  if (trouble.degraded) return;
  trouble.degraded = true;
  const detail = `cannot read ${consumer.key}: ${error.message}`;
  consumer.context.logger.error(detail, { group: consumer.group });
  consumer.context.notify({ kind: "degraded", topic: consumer.topic, detail });
}

function recovered(consumer: Consumer, trouble: Trouble): void {
  trouble.pauseMs = firstPauseMs;
  if (!trouble.degraded) return;
  trouble.degraded = false;
  consumer.context.notify({ kind: "connected", topic: consumer.topic });
}
