import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { factsOf } from "../facts/facts.ts";
import { wasReceived } from "../facts/groups.ts";

/**
 * Returns the first message after the last heal that did not get through: its publish was not acknowledged, or a
 * group did not get it. `explain` then shows what its publisher and its subscribers still did.
 */
export function exampleAfterHeal(history: IndexedHistory): MessageKey | undefined {
  const healedMs = Math.max(0, ...history.faults.map(({ healedMs: each = 0 }) => each));
  const groups = factsOf(history).groups;
  const isStuck = (message: MessageRecord): boolean =>
    message.outcome !== "acknowledged" ||
    groups.some(
      (group) =>
        group.topic === message.topic &&
        !wasReceived(group, message.key, history.header.guarantees),
    );
  for (const message of history.messages.values()) {
    if (message.invokedMs >= healedMs && !message.canary && isStuck(message)) return message.key;
  }
  return undefined;
}
