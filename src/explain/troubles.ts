import type { IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { duplicateDeliveriesOf } from "../judging/duplicate/duplicate-deliveries.ts";
import { isForbiddenDuplicate } from "../judging/duplicate/duplicate-rule.ts";
import type { EarlyAcknowledgement } from "../judging/early-acknowledgement/early-acknowledgements.ts";
import { factsOf } from "../judging/facts/facts.ts";
import { wasReceived, type Group } from "../judging/facts/groups.ts";
import { listedAtMost } from "../judging/finding/create-finding.ts";
import type { Finding, FindingKind } from "../judging/finding/finding.ts";
import { lossesOf, type Loss } from "../judging/lost/losses.ts";
import { reorderingsOf } from "../judging/reordered/reorderings.ts";
import type { ExplainedWire } from "./explanation.ts";

/** What is known of one message. */
export interface Known {
  readonly history: IndexedHistory;
  readonly message: MessageRecord;
  readonly wire: ExplainedWire;
  /** The acknowledgements of this message that went out before it was handled. */
  readonly early: readonly EarlyAcknowledgement[];
}

/**
 * The findings that name a message by its key or an id, also where it is not among the first ones
 * that they list and only the rules themselves show that it belongs to them.
 */
export function findingsNaming(
  known: Known,
  findings: readonly Finding[],
  ids: ReadonlySet<string>,
): readonly Finding[] {
  const { key, topic } = known.message;
  const names = new Set([key, ...ids]);
  const isNamed = ({ messages }: Finding): boolean => messages.some((each) => names.has(each));
  const cut = findings.filter(({ messages }) => messages.length >= listedAtMost);
  const groups = factsOf(known.history).groups.filter((group) => group.topic === topic);
  const shown = new Set(groups.flatMap((group) => findingsOfGroup(known, group, cut)));
  return findings.filter((finding) => isNamed(finding) || shown.has(finding));
}

/** Of the findings those that come of what the message did to this group, and not to another one. */
export function findingsOfGroup(
  known: Known,
  group: Group,
  findings: readonly Finding[],
): readonly Finding[] {
  const loss = lossOf(known, group);
  const troubles = troublesOf(known, group);
  const isControl = known.history.header.control !== undefined;
  return findings.filter((finding) => {
    if (loss?.kind === finding.kind) return finding.rule === loss.rule;
    if (finding.kind !== "duplicate") return troubles.has(finding.kind);
    return isControl
      ? troubles.has("duplicate")
      : repeatVerdicts(known, group).has(finding.verdict);
  });
}

export function lossOf({ history, message }: Known, group: Group): Loss | undefined {
  return lossesOf(history).losses.find((each) => each.group === group && each.message === message);
}

function repeatVerdicts({ history, message }: Known, group: Group) {
  const { guarantees } = history.header;
  const duplicates = duplicateDeliveriesOf(history).filter(
    (each) => each.group === group && each.message === message,
  );
  const verdicts = duplicates.map((each) =>
    isForbiddenDuplicate(each, guarantees) ? "fail" : "pass",
  );
  return new Set<Finding["verdict"]>(verdicts);
}

/** What one message did to one group, by the kind of the findings that come of it. */
function troublesOf(known: Known, group: Group): ReadonlySet<FindingKind> {
  const { history, message } = known;
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
    ["unacknowledged", pending && handled],
    ["reordered", reorderingsOf(history).some(({ delivery }) => deliveries.includes(delivery))],
    [
      "zombie",
      deliveries.some(
        ({ start, subscription: { closedMs = Infinity } }) => start.timeMs > closedMs,
      ),
    ],
    ["early-acknowledgement", known.early.some((each) => each.group === group)],
  ];
  const kinds = signs.flatMap(([kind, found]) => (found ? [kind] : []));
  return new Set([...kinds, ...strays.map(({ kind }) => kind)]);
}
