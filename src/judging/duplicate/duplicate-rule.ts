import { mayRepeat } from "../../history/delivery-claims.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, durationText, listed, tally } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { divideDuplicates, pairsOf } from "./divide-duplicates.ts";
import { duplicateDeliveriesOf, type DuplicateDelivery } from "./duplicate-deliveries.ts";
import { duplicateReasonTexts } from "./duplicate-reason.ts";
import { standstillAtClose } from "./given-up-at-close.ts";

/**
 * Reports messages that a group got more than once: one finding for those that the bus may not deliver
 * again, and one for those that it may.
 *
 *      20 ms  group a handles publisher-0/0
 *    1600 ms  group a handles publisher-0/0 again, without any fault
 *     → duplicate/unexplained, fail
 */
export const judgeDuplicates: Rule = (history) => {
  const { guarantees } = history.header;
  const duplicates = duplicateDeliveriesOf(history);
  const { forbidden, allowed, onlyAllowed } = divideDuplicates(duplicates, guarantees);
  return [
    ...forbiddenFinding(history, forbidden),
    ...duplicateFinding(history, allowed, {
      rule: "duplicate/explained",
      verdict: "pass",
      count: pairsOf(onlyAllowed),
    }),
  ];
};

function forbiddenFinding(
  history: IndexedHistory,
  forbidden: readonly DuplicateDelivery[],
): readonly Finding[] {
  const rule = ruleOf(forbidden, history.header.guarantees);
  const count = pairsOf(forbidden);
  const delayMs = rule === "duplicate/unexplained" && standstillAtClose(forbidden, history);
  if (!delayMs) return duplicateFinding(history, forbidden, { rule, verdict: "fail", count });
  const doubt = `; but the harness itself stood still for ${durationText(delayMs)}, and a subscription closed in between`;
  const starved = { rule: "duplicate/harness-starved", verdict: "unknown", count, doubt } as const;
  return duplicateFinding(history, forbidden, starved);
}

interface Decision {
  readonly rule: RuleId;
  readonly verdict: Finding["verdict"];
  readonly count: number;
  /** The end of the summary. Empty by default. */
  readonly doubt?: string;
}

function duplicateFinding(
  { faults }: IndexedHistory,
  duplicates: readonly DuplicateDelivery[],
  { rule, verdict, count, doubt = "" }: Decision,
): readonly Finding[] {
  const [example] = duplicates;
  if (!example) return [];
  const { message, first, second, detail } = example;
  const reasons = tally(duplicates.map(reasonText));
  const gap = durationText(second.start.timeMs - first.start.timeMs);
  const moment = momentText(faults, second.start.timeMs);
  const shown = detail === undefined ? "" : `: ${detail}`;
  return [
    createFinding(rule, {
      verdict,
      summary: `${whoGotHowMany(duplicates)}: ${reasons}; ${message.key} came again after ${gap}, ${moment}${shown}${doubt}`,
      count,
      messages: duplicates.map((each) => each.message.key),
      operations: duplicates.flatMap((each) => [each.first.start.index, each.second.start.index]),
    }),
  ];
}

/** `group-0 got 3 messages more than once`. */
function whoGotHowMany(duplicates: readonly DuplicateDelivery[]): string {
  const groups = new Set(duplicates.map(({ group }) => group.label));
  const ofLoad = pairsOf(duplicates);
  const messages =
    ofLoad > 0 ? counted(ofLoad, "message") : counted(duplicates.length, "canary", "canaries");
  const notes = [
    ...(groups.size > 1 ? [`counted for each of ${groups.size} groups`] : []),
    ...(duplicates.length > ofLoad && ofLoad > 0
      ? [counted(duplicates.length, "extra delivery", "extra deliveries")]
      : []),
  ];
  const more = notes.length > 0 ? ` (${notes.join(", ")})` : "";
  return `${listed([...groups])} got ${messages} more than once${more}`;
}

function reasonText({ reason }: DuplicateDelivery): string {
  return reason === undefined ? "without a reason" : duplicateReasonTexts[reason];
}

/** Names the mistake that the commands show, if it is the same for all the duplicates. */
function ruleOf(
  duplicates: readonly DuplicateDelivery[],
  guarantees: HistoryGuarantees,
): `duplicate/${string}` {
  if (!mayRepeat(guarantees)) return "duplicate/at-most-once";
  if (guarantees.deduplicates) return "duplicate/despite-deduplication";
  const [mistake, ...others] = new Set(duplicates.map((each) => each.mistake));
  if (mistake === undefined || others.length > 0) return "duplicate/unexplained";
  return mistake === "acknowledged before"
    ? "duplicate/acknowledged-before"
    : "duplicate/appended-before";
}
