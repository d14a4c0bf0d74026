import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { oncePerHistory } from "./once-per-history.ts";

/**
 * Returns the messages that the harness itself took out of Redis, each with the moment at which it began to.
 * The evidence of a fault names them.
 *
 *     400 ms  deletion of up to 10 pending entries; the evidence: Redis deleted the entry of publisher-0/7
 *     → publisher-0/7 at 400 ms
 */
export const removedMessagesOf = oncePerHistory(
  ({ faults }: IndexedHistory): ReadonlyMap<MessageKey, number> =>
    new Map(
      faults.flatMap(({ evidence, injectCallMs }) =>
        evidence.flatMap(({ removed = [] }) =>
          removed.map((message) => [message, injectCallMs] as const),
        ),
      ),
    ),
);
