import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { counted } from "../../wording.ts";
import { placeOnWire } from "../commands/command-text.ts";
import { hasAppended, isStoredByWire, publishesOf } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports publishes that the bus rejected although the message exists. A caller publishes a rejected
 * message again, so it is then there twice.
 *
 *      10 ms  publisher-0 calls publish for publisher-0/0
 *      11 ms  Redis executes XADD of publisher-0/0
 *      60 ms  publish rejects with the outcome "rejected"
 *     → false-rejection/message-exists, fail: a timeout is no rejection
 */
export const judgeFalseRejections: Rule = (history) => {
  const found = findFalseRejections(history);
  const [first] = found;
  if (!first) return [];
  const moment = momentText(history.faults, first.settledMs ?? first.invokedMs);
  const append = publishesOf(history).carriersOf(first).find(hasAppended);
  const shown = append ? `: Redis executed ${placeOnWire(append)}` : "";
  return [
    createFinding("false-rejection/message-exists", {
      verdict: "fail",
      summary: `${counted(found.length, "publish", "publishes")} rejected as if nothing had been published, but the message exists; ${first.key} was rejected ${moment}${shown}`,
      messages: found.map(({ key }) => key),
      operations: found.map(({ settledIndex, invokeIndex }) => settledIndex ?? invokeIndex),
    }),
  ];
};

/** A message exists if a group got it, the auditor saw it, or Redis executed its append and kept it. */
function findFalseRejections(history: IndexedHistory): readonly MessageRecord[] {
  const { groups, audits } = factsOf(history);
  const publishes = publishesOf(history);
  const exists = (message: MessageRecord): boolean =>
    groups.some(({ firstDeliveries }) => firstDeliveries.has(message.key)) ||
    (audits.get(message.topic)?.isStored(message.key) ?? false) ||
    isStoredByWire(message, publishes, history.faults);
  return [...history.messages.values()].filter(
    (message) => message.outcome === "rejected" && exists(message),
  );
}
