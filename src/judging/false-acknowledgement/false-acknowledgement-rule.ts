import { counted, tally } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { findFalseAcknowledgements, type FalseAcknowledgement } from "./false-acknowledgements.ts";

/**
 * Reports publishes that the bus acknowledged before Redis had executed them. If the process had ended
 * in between, the message would be lost. Needs the commands that the links recorded.
 *
 *      10 ms  publisher-0 calls publish for publisher-0/0
 *      11 ms  publish resolves
 *      40 ms  Redis executes XADD of publisher-0/0
 *     → false-acknowledgement/executed-later, fail
 */
export const judgeFalseAcknowledgements: Rule = (history) => {
  const { hasCommands, guarantees } = history.header;
  // A publish that confirms nothing cannot confirm too early.
  if (!hasCommands || !guarantees.confirmsPublish) return [];
  const found = findFalseAcknowledgements(history);
  const [first] = found;
  if (!first) return [];
  const { message, detail } = first;
  const reasons = tally(found.map(({ reason }) => reason));
  const moment = momentText(history.faults, message.settledMs ?? message.invokedMs);
  return [
    createFinding(ruleOf(found), {
      verdict: "fail",
      summary: `${counted(found.length, "publish", "publishes")} acknowledged although Redis had not executed ${found.length === 1 ? "it" : "them"}: ${reasons}; ${message.key} was acknowledged ${moment}: ${detail}`,
      messages: found.map((each) => each.message.key),
      operations: found.map((each) => each.message.settledIndex ?? each.message.invokeIndex),
    }),
  ];
};

const ruleByReason = {
  "never sent": "false-acknowledgement/never-sent",
  "never executed": "false-acknowledgement/never-executed",
  "executed later": "false-acknowledgement/executed-later",
  "nothing executed in between": "false-acknowledgement/nothing-executed-in-between",
} as const satisfies Readonly<Record<FalseAcknowledgement["reason"], RuleId>>;

/** Names the reason if it is the same for all of them. */
function ruleOf(found: readonly FalseAcknowledgement[]): RuleId {
  const [reason, ...others] = new Set(found.map((each) => each.reason));
  return reason === undefined || others.length > 0
    ? "false-acknowledgement/several-reasons"
    : ruleByReason[reason];
}
