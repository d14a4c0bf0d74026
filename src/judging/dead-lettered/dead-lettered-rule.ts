import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted } from "../../wording.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { deadMessagesOf, type DeadLetterRule, type DeadMessage } from "./dead-letter-faults.ts";

/**
 * Reports the dead letters of a bus that claims them: one finding for each rule of dead-letter-faults.ts.
 *
 *    1000 ms  group a fails with publisher-0/7 for the third time; the bus claims three attempts
 *    5000 ms  the auditor reads the dead letters, and publisher-0/7 is not there
 *     → dead-lettered/missing, fail
 */
export const judgeDeadLetters: Rule = (history) => {
  const byRule = Map.groupBy(deadMessagesOf(history), ({ rule }) => rule);
  return rules.flatMap((rule) => {
    const [first, ...others] = byRule.get(rule) ?? [];
    return first ? [reportOf(rule, [first, ...others], history)] : [];
  });
};

const rules: readonly DeadLetterRule[] = [
  "dead-lettered/missing",
  "dead-lettered/doubled",
  "dead-lettered/too-early",
  "dead-lettered/also-handled",
  "dead-lettered/still-pending",
  "dead-lettered/incomplete",
  "dead-lettered/not-yet",
  "dead-lettered/accounted-for",
];

type DeadMessages = readonly [DeadMessage, ...DeadMessage[]];

function reportOf(rule: DeadLetterRule, dead: DeadMessages, history: IndexedHistory): Finding {
  return createFinding(rule, {
    verdict: verdictOf(rule),
    summary: summaryOf(rule, dead, history),
    count: dead.length,
    messages: dead.map(({ message }) => message.key),
    operations: dead.map(({ message }) => message.invokeIndex),
  });
}

function verdictOf(rule: DeadLetterRule): Finding["verdict"] {
  if (rule === "dead-lettered/accounted-for") return "pass";
  return rule === "dead-lettered/not-yet" ? "unknown" : "fail";
}

function summaryOf(
  rule: DeadLetterRule,
  [first, ...others]: DeadMessages,
  { header }: IndexedHistory,
): string {
  const { message, group, attempts, letters, lacks = "" } = first;
  const { maxAttempts } = header.guarantees.retries;
  const count = others.length + 1;
  const messages = counted(count, "message");
  const name = count === 1 ? message.key : `the first is ${message.key}`;
  const tried = `${group.name} tried it ${counted(attempts, "time")}`;
  const claimed = `the bus claims ${counted(maxAttempts, "attempt")}`;
  switch (rule) {
    case "dead-lettered/missing":
      return `${messages} with which the handler never succeeds became no dead letter: ${name}, ${tried}, and ${claimed}`;
    case "dead-lettered/not-yet":
      return `${messages} with which the handler never succeeds became no dead letter in this run: ${name}, ${tried}, and ${claimed}`;
    case "dead-lettered/doubled":
      return `${messages} became a dead letter more than once: ${name}, with ${counted(letters.length, "dead letter")}`;
    case "dead-lettered/too-early":
      return `${messages} became a dead letter too early: ${name}, ${tried}, and ${claimed}`;
    case "dead-lettered/also-handled":
      return `${messages} became a dead letter although the handler succeeded: ${name}, ${tried}`;
    case "dead-lettered/still-pending":
      return `${messages} became a dead letter and stayed pending for ${group.name}, so Redis hands it out again: ${name}`;
    case "dead-lettered/incomplete":
      return `${counted(count, "dead letter")} without all that is needed to look into it: ${name}, which lacks ${lacks}`;
    case "dead-lettered/accounted-for":
      return `${messages} became a dead letter after ${counted(maxAttempts, "attempt")} or more: ${name}`;
  }
}
