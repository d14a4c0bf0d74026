import { nowMs } from "../../clock.ts";
import type { Stage } from "../stage.ts";

/** More messages than a cache keeps that a service uses for a page or against duplicates. */
const messagesHandled = 25_000;
/** Time for all these messages. A slow bus handles fewer, and a larger cache may then look like a leak. */
const limitMs = 20_000;
/** Deliveries on their way at a time. */
const deliveriesAtATime = 1000;
const messagesAtATime = 200;
const answerLimitMs = 5000;

/**
 * Lets the open subscriptions handle 25 000 messages together, for 20 s at most. Ends early if a message is
 * not handled. Resolves with true, because the second series shows more, even if the caches are not full.
 */
export async function fillCaches(stage: Stage): Promise<boolean> {
  await stage.ready();
  const subscriptions = Math.max(1, stage.openGroups());
  const atATime = Math.min(messagesAtATime, Math.ceil(deliveriesAtATime / subscriptions));
  const batches = Math.ceil(messagesHandled / subscriptions / atATime);
  const endMs = nowMs() + limitMs;
  for (let batch = 0; batch < batches && nowMs() < endMs; batch++) {
    const exchanges = Array.from({ length: atATime }, () => stage.exchange(answerLimitMs));
    if (!(await Promise.all(exchanges)).every(Boolean)) break;
  }
  return true;
}
