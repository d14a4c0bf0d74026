import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { counted, listed, tally } from "../../wording.ts";
import { placeOnWire } from "../commands/command-text.ts";
import { hasAppended, isStoredByWire, publishesOf } from "../commands/publish-commands.ts";
import { duplicateDeliveriesOf, type Repeat } from "../duplicate/repeats.ts";
import { factsOf } from "../facts/facts.ts";
import { momentText } from "../facts/fault-windows.ts";
import { wasReceived, type Group, type Stray } from "../facts/groups.ts";
import { createFinding, noEvidence } from "../finding/create-finding.ts";
import type { Finding } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";
import { findUnacknowledged } from "../unacknowledged/unacknowledged.ts";

const strayTexts: Readonly<Record<Stray["kind"], string>> = {
  unexpected: "handled but never published in this run",
  corrupt: "handled with a payload that was changed on the way",
  misrouted: "handled on another topic than they were published on",
};

const strayRules = {
  unexpected: "unexpected/never-published",
  corrupt: "corrupt/changed-payload",
  misrouted: "misrouted/wrong-topic",
} as const satisfies Readonly<Record<Stray["kind"], string>>;

/** Whether every message that was handled had been published like this. */
export const judgeStrays: Rule = (history) => {
  const { faults } = history;
  const { strays } = factsOf(history);
  const kinds = ["unexpected", "corrupt", "misrouted"] as const;
  return kinds.flatMap((kind) => {
    const found = strays.filter((stray) => stray.kind === kind);
    const [first] = found;
    if (!first) return [];
    const { subscription, start } = first.delivery;
    const moment = momentText(faults, start.timeMs);
    return createFinding(strayRules[kind], {
      verdict: "fail",
      summary: `${counted(found.length, "message")} ${strayTexts[kind]}, the first by ${subscription.group} ${moment}`,
      messages: found.map(({ delivery }) => delivery.start.message ?? delivery.start.id),
      operations: found.map(({ delivery }) => delivery.start.index),
    });
  });
};

/** Whether every second delivery to a group has a reason. */
export const judgeDuplicates: Rule = (history) => {
  const repeats = duplicateDeliveriesOf(history);
  const { guarantees } = history.header;
  const forbidden = repeats.filter((repeat) => isForbidden(repeat, guarantees));
  const counts = repeats.filter((repeat) => !isForbidden(repeat, guarantees));
  return [
    ...duplicateFinding(history, forbidden, "fail"),
    ...duplicateFinding(history, counts, "pass"),
  ];
};

/** Whether a bus with these guarantees may not deliver again like this. */
export function isForbidden(
  { first, explanation }: Repeat,
  { delivery, deduplicates }: HistoryGuarantees,
): boolean {
  if (delivery === "at-most-once" || !explanation) return true;
  // A message whose handler did not finish was not handled yet, so handling it again is no second time.
  return deduplicates && first.outcome === "handled";
}

function duplicateFinding(
  { faults }: IndexedHistory,
  repeats: readonly Repeat[],
  verdict: "pass" | "fail",
): readonly Finding[] {
  const [first] = repeats;
  if (!first) return [];
  const reasons = tally(repeats.map(({ explanation }) => reasonTexts[explanation ?? "none"]));
  const gapMs = Math.round(first.second.start.timeMs - first.first.start.timeMs);
  const moment = momentText(faults, first.second.start.timeMs);
  const summary = `${counted(repeats.length, "delivery", "deliveries")} of messages that ${first.group.name}${
    new Set(repeats.map(({ group }) => group)).size > 1 ? " and others" : ""
  } had got before; ${reasons}; the first came again after ${gapMs} ms, ${moment}${
    first.detail === undefined ? "" : `: ${first.detail}`
  }`;
  return [
    createFinding(verdict === "fail" ? "duplicate/unexplained" : "duplicate/explained", {
      verdict,
      summary,
      messages: repeats.map(({ message }) => message.key),
      operations: repeats.flatMap((each) => [each.first.start.index, each.second.start.index]),
    }),
  ];
}

const reasonTexts = {
  "handler failed": "explained by a handler that failed",
  "handler unfinished": "explained by a handler that never returned",
  fault: "explained by a fault",
  "publish in doubt": "explained by a publish in doubt",
  "acknowledgement lost": "explained by an acknowledgement that did not get through",
  "reply lost": "explained by an append whose reply was lost",
  claim: "explained by another consumer that took over",
  none: "unexplained",
} as const;

/** Whether every rejected publish did nothing. */
export const judgeFalseRejections: Rule = (history) => {
  const { groups, audits } = factsOf(history);
  const publishes = publishesOf(history);
  const exists = (message: MessageRecord): boolean =>
    groups.some(({ firstDeliveries }) => firstDeliveries.has(message.key)) ||
    (audits.get(message.topic)?.isStored(message.key) ?? false) ||
    isStoredByWire(message, publishes, history.faults);
  const rejected = [...history.messages.values()].filter(({ outcome }) => outcome === "rejected");
  const found = rejected.filter(exists);
  const [first] = found;
  if (!first) return [];
  const moment = momentText(history.faults, first.settledMs ?? first.invokedMs);
  const append = publishes.carriersOf(first).find(hasAppended);
  const onWire = append ? `: ${placeOnWire(append)} was executed` : "";
  return [
    createFinding("false-rejection/message-exists", {
      verdict: "fail",
      summary: `${counted(found.length, "publish", "publishes")} rejected as certainly not done, yet the message exists; the first was rejected ${moment}${onWire}`,
      messages: found.map(({ key }) => key),
      operations: found.map(({ settledIndex, invokeIndex }) => settledIndex ?? invokeIndex),
    }),
  ];
};

/** Entries that were handled and are pending all the same: they come again, and the list grows. */
export const judgeUnacknowledged: Rule = (history) => {
  const { header, drain, messages } = history;
  if (header.guarantees.delivery !== "at-least-once") return [];
  if (!drain || drain.outcome === "progressing") return [];
  const found = factsOf(history)
    .groups.filter(({ leftMs }) => leftMs === Infinity)
    .flatMap((group) => pendingFor(group, history));
  if (found.length === 0) return [];
  const names = [...new Set(found.map(({ group }) => group))];
  const isUnseen = found.some(({ isAudited }) => !isAudited);
  return [
    createFinding("unacknowledged/pending-after-the-drain", {
      verdict: "fail",
      summary: `${counted(found.length, "message")} handled but still pending after the drain, for ${listed(names)}${
        isUnseen ? ", of which no command acknowledged any in the whole run" : ""
      }`,
      messages: found.map(({ key }) => key),
      operations: found.flatMap(({ key }) => messages.get(key)?.invokeIndex ?? []),
    }),
  ];
};

/** What a group handled and has pending: as the auditor saw it, or else as the wire shows. */
function pendingFor(group: Group, history: IndexedHistory) {
  const { audits } = factsOf(history);
  const { guarantees } = history.header;
  const audit = audits.get(group.topic);
  const handled = audit
    ? audit.pendingOf(group.name).filter((key) => wasReceived(group, key, guarantees))
    : findUnacknowledged(group, history);
  return handled.map((key) => ({ key, group: group.name, isAudited: audit !== undefined }));
}

/** A drain that stalled left something behind; if nothing was found to be missing, what was it? */
export const judgeStalledDrain: Rule = ({ header, drain }, findings) => {
  if (drain?.outcome !== "stalled" || header.guarantees.delivery === "at-most-once") return [];
  if (findings.some(({ verdict }) => verdict === "fail")) return [];
  return [
    noEvidence(
      "no-evidence/unexplained-stall",
      `the drain stalled although no message is missing: ${drain.detail}`,
      [drain.index],
    ),
  ];
};
