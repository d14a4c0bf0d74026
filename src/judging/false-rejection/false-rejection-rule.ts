import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { counted } from "../../wording.ts";
import { commandPlace } from "../commands/command-text.ts";
import { exists } from "../commands/existence.ts";
import { hasAppended, publishesOf } from "../commands/publish-commands.ts";
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
  const shown = append ? `: Redis executed ${commandPlace(append)}` : "";
  return [
    createFinding("false-rejection/message-exists", {
      verdict: "fail",
      summary: `${counted(found.length, "publish", "publishes")} rejected as if nothing had been published, but the message exists; ${first.key} was rejected ${moment}${shown}`,
      messages: found.map(({ key }) => key),
      operations: found.map(({ settledIndex, invokeIndex }) => settledIndex ?? invokeIndex),
    }),
  ];
};

function findFalseRejections(history: IndexedHistory): readonly MessageRecord[] {
  return [...history.messages.values()].filter(
    (message) => message.outcome === "rejected" && exists(message, history),
  );
}
