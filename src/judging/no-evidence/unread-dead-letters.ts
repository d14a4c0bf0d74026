import { keepsMessages } from "../../history/delivery-claims.ts";
import { listed } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { areDeadLettersUnread } from "../facts/given-up-messages.ts";
import type { Group } from "../facts/groups.ts";
import { noEvidence } from "../finding/create-finding.ts";
import type { Rule } from "../finding/rule.ts";

/**
 * Reports topics whose dead letters the auditor could not read, if a handler failed with a message. Nothing shows what
 * became of it.
 *
 *     100 ms  the handler of group a fails with publisher-0/0 of the topic orders; the bus claims dead letters
 *    5000 ms  the auditor cannot read the dead letters of orders: WRONGTYPE
 *     → no-evidence/dead-letters-unread, unknown
 */
export const judgeUnreadDeadLetters: Rule = (history) => {
  if (!keepsMessages(history.header.guarantees)) return [];
  const groups = factsOf(history).groups.filter(
    (group) =>
      group.leftMs === Infinity && areDeadLettersUnread(group, history) && hasFailed(group),
  );
  if (groups.length === 0) return [];
  const topics = [...new Set(groups.map(({ topic }) => topic))];
  const errors = history.deadLetters.flatMap(({ error }) => error ?? []);
  const reason = errors.length === 0 ? "" : `: ${errors.join("; ")}`;
  const summary = `the auditor could not read the dead letters of ${listed(topics)}${reason}`;
  return [noEvidence("no-evidence/dead-letters-unread", summary)];
};

function hasFailed({ firstDeliveries, deliveriesOf }: Group): boolean {
  return [...firstDeliveries.keys()].some((message) =>
    deliveriesOf(message).some(({ outcome }) => outcome !== "handled"),
  );
}
