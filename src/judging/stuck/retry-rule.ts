import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, durationText } from "../../wording.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import {
  blockingRetriesOf,
  endlessRetriesOf,
  hastyRetriesOf,
  type EndlessRetry,
  type Retry,
} from "./retries.ts";

/**
 * Reports a bus that claims retries and does not keep its claim: it tries a message too often, without a pause, or lets
 * the others wait.
 *
 *     100 ms  the handler throws over publisher-0/7 for the third time; the bus claims three attempts
 *     500 ms  the handler gets publisher-0/7 again
 *     → stuck/retried-too-often, fail
 */
export const judgeRetries: Rule = (history) => {
  const { retries, ordering } = history.header.guarantees;
  if (retries.maxAttempts === 0) return [];
  return [
    ...tooOften(endlessRetriesOf(history), history),
    ...withoutPause(hastyRetriesOf(history)),
    // A bus that keeps the order must let the others wait.
    ...(ordering === "per-publisher" ? [] : behindAFailure(blockingRetriesOf(history))),
  ];
};

function tooOften(
  endless: readonly EndlessRetry[],
  { header }: IndexedHistory,
): readonly Finding[] {
  const [first] = endless;
  if (!first) return [];
  const { maxAttempts } = header.guarantees.retries;
  const { message, group, attempts } = first;
  const summary =
    `${counted(endless.length, "message")} tried more often than the bus claims: ${group.name} tried ${message.key} ` +
    `${counted(attempts, "time")}, and the bus claims ${counted(maxAttempts, "attempt")}`;
  return [failure("stuck/retried-too-often", { found: endless, summary })];
}

function withoutPause(retries: readonly Retry[]): readonly Finding[] {
  const [first] = retries;
  if (!first) return [];
  const longestMs = Math.max(...retries.map(({ pauseMs }) => pauseMs));
  const summary =
    `each of ${counted(retries.length, "retry", "retries")} came without a pause, within ${durationText(longestMs)} after the ` +
    `handler had failed; the first was ${first.message.key}`;
  return [failure("stuck/retried-without-pause", { found: retries, summary })];
}

function behindAFailure(retries: readonly Retry[]): readonly Finding[] {
  const [first] = retries;
  if (!first) return [];
  const longestMs = Math.max(...retries.map(({ pauseMs }) => pauseMs));
  const summary =
    `${first.group.name} handled nothing else while it waited to try a message again: in ${counted(retries.length, "pause")} ` +
    `under load, of up to ${durationText(longestMs)}; the first was ${first.message.key}`;
  return [failure("stuck/behind-a-failed-message", { found: retries, summary })];
}

interface Failure {
  readonly found: readonly Pick<Retry, "message">[];
  readonly summary: string;
}

function failure(rule: RuleId, { found, summary }: Failure): Finding {
  const messages = [...new Set(found.map(({ message }) => message))];
  return createFinding(rule, {
    verdict: "fail",
    summary,
    messages: messages.map(({ key }) => key),
    operations: messages.map(({ invokeIndex }) => invokeIndex),
  });
}
