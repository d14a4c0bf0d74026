import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { isForbiddenDuplicate } from "../judging/duplicate/divide-duplicates.ts";
import { duplicateDeliveriesOf } from "../judging/duplicate/duplicate-deliveries.ts";
import type { EarlyAcknowledgement } from "../judging/early-acknowledgement/early-acknowledgements.ts";
import { factsOf } from "../judging/facts/facts.ts";
import { wasReceived, type Group } from "../judging/facts/groups.ts";
import { listedAtMost } from "../judging/finding/create-finding.ts";
import type { Finding, FindingKind } from "../judging/finding/finding.ts";
import { lossesOf, type Loss } from "../judging/lost/losses.ts";
import { reorderingsOf } from "../judging/reordered/reorderings.ts";
import { findLeftPending } from "../judging/unacknowledged/left-pending.ts";
import type { ExplainedWire } from "./explanation.ts";

/** A message with the commands that carried it and its early acknowledgements. */
export interface MessageEvidence {
  readonly history: IndexedHistory;
  readonly message: MessageRecord;
  readonly wire: ExplainedWire;
  /** The acknowledgements of this message that went out before it was handled. */
  readonly early: readonly EarlyAcknowledgement[];
}

/**
 * Returns the findings that name a message by its key or an id. A finding lists only the first messages;
 * for a longer one the rules themselves show whether the message belongs to it.
 */
export function findingsNaming(
  evidence: MessageEvidence,
  findings: readonly Finding[],
  ids: ReadonlySet<string>,
): readonly Finding[] {
  const { key, topic } = evidence.message;
  const names = new Set([key, ...ids]);
  const isNamed = ({ messages }: Finding): boolean => messages.some((each) => names.has(each));
  const cut = findings.filter(({ messages }) => messages.length >= listedAtMost);
  const groups = factsOf(evidence.history).groups.filter((group) => group.topic === topic);
  const shown = new Set(groups.flatMap((group) => findingsOfGroup(evidence, group, cut)));
  return findings.filter((finding) => isNamed(finding) || shown.has(finding));
}

/** Returns the findings that this message causes for this group, and not only for another group. */
export function findingsOfGroup(
  evidence: MessageEvidence,
  group: Group,
  findings: readonly Finding[],
): readonly Finding[] {
  const loss = lossOf(evidence, group);
  const kinds = findingKindsOf(evidence, group);
  const isControl = evidence.history.header.control !== undefined;
  return findings.filter((finding) => {
    if (loss?.kind === finding.kind) return finding.rule === loss.rule;
    if (finding.kind !== "duplicate") return kinds.has(finding.kind);
    return isControl
      ? kinds.has("duplicate")
      : duplicateVerdicts(evidence, group).has(finding.verdict);
  });
}

export function lossOf({ history, message }: MessageEvidence, group: Group): Loss | undefined {
  return lossesOf(history).losses.find((each) => each.group === group && each.message === message);
}

function duplicateVerdicts({ history, message }: MessageEvidence, group: Group) {
  const { guarantees } = history.header;
  const duplicates = duplicateDeliveriesOf(history).filter(
    (each) => each.group === group && each.message === message,
  );
  const verdicts = duplicates.map((each) =>
    isForbiddenDuplicate(each, guarantees) ? "fail" : "pass",
  );
  return new Set<Finding["verdict"]>(verdicts);
}

/** The kinds of findings that this message causes for this group. */
function findingKindsOf(evidence: MessageEvidence, group: Group): ReadonlySet<FindingKind> {
  const { history, message } = evidence;
  const { audits, strays: allStrays } = factsOf(history);
  const { key, topic } = message;
  const subscriptions = new Set(group.subscriptions);
  const deliveries = history.deliveries.filter(
    ({ start, subscription }) => start.message === key && subscriptions.has(subscription),
  );
  const pending = audits.get(topic)?.pendingOf(group.name).includes(key) ?? false;
  const handled = wasReceived(group, key, history.header.guarantees);
  const strays = allStrays.filter(({ delivery }) => deliveries.includes(delivery));
  const signs: readonly (readonly [FindingKind, boolean])[] = [
    ["duplicate", group.repeated.has(key)],
    ["unacknowledged", (pending && handled) || findLeftPending(group, history).includes(key)],
    ["reordered", reorderingsOf(history).some(({ delivery }) => deliveries.includes(delivery))],
    [
      "zombie",
      deliveries.some(
        ({ start, subscription: { closedMs = Infinity } }) => start.timeMs > closedMs,
      ),
    ],
    ["early-acknowledgement", evidence.early.some((each) => each.group === group)],
  ];
  const kinds = signs.flatMap(([kind, found]) => (found ? [kind] : []));
  return new Set([...kinds, ...strays.map(({ kind }) => kind)]);
}
