import { duplicateDeliveriesOf } from "../judging/duplicate/duplicate-deliveries.ts";
import { factsOf } from "../judging/facts/facts.ts";
import { wasReceived, type Group } from "../judging/facts/groups.ts";
import type { Finding } from "../judging/finding/finding.ts";
import { mergeVerdicts } from "../judging/finding/verdict.ts";
import { disconnectionsOf, fellInside } from "../judging/lost/disconnections.ts";
import type { Loss } from "../judging/lost/losses.ts";
import { durationText } from "../wording.ts";
import { explainClaim, type Claim } from "./entitled.ts";
import type { ExplainedGroup, ExplainedStream } from "./explanation.ts";
import { atText } from "./moments.ts";
import { placeText } from "./stream.ts";
import { findingsOfGroup, lossOf, type Known } from "./troubles.ts";

export interface GroupFacts extends Known {
  readonly stream: ExplainedStream;
  /** Those that name the message. */
  readonly findings: readonly Finding[];
}

/** For each group of the topic: owed or not, what became of it, and which findings came of that. */
export function explainGroups(facts: GroupFacts): readonly ExplainedGroup[] {
  const { history, message } = facts;
  return factsOf(history)
    .groups.filter(({ topic }) => topic === message.topic)
    .map((group) => explainGroup(facts, group));
}

function explainGroup(facts: GroupFacts, group: Group): ExplainedGroup {
  const claim = explainClaim(facts, group);
  const loss = lossOf(facts, group);
  const own = findingsOfGroup(facts, group, facts.findings);
  const decided = { group, claim, loss, own };
  const parts = [
    claimText(group, claim),
    ...courseTexts(facts, group),
    endText(facts, decided),
    ...own.filter(({ kind }) => kind !== loss?.kind).map(findingText),
  ];
  return {
    name: group.name,
    owed: claim.owed,
    fate: fateOf(facts, decided),
    verdict: verdictOf(own),
    findings: [...new Set(own.map(({ kind }) => kind))],
    reason: parts.filter((part) => part !== undefined).join("; "),
  };
}

interface Decided {
  readonly group: Group;
  readonly claim: Claim;
  readonly loss: Loss | undefined;
  /** The findings that come of it. */
  readonly own: readonly Finding[];
}

function fateOf(
  { history, message }: GroupFacts,
  { group, claim, loss }: Decided,
): ExplainedGroup["fate"] {
  if (loss) return loss.kind;
  if (wasReceived(group, message.key, history.header.guarantees)) {
    return group.deliveriesOf(message.key).some(({ outcome }) => outcome === "handled")
      ? "handled"
      : "delivered";
  }
  return claim.owed ? "waiting" : "not owed";
}

function verdictOf(findings: readonly Finding[]): ExplainedGroup["verdict"] {
  const verdict = mergeVerdicts(["pass", ...findings.map((each) => each.verdict)]);
  return verdict === "not-applicable" ? "unknown" : verdict;
}

function claimText({ name }: Group, { owed, because }: Claim): string {
  return `${owed ? "owed" : "not owed"} to ${name}: ${because}`;
}

/** What the handlers of the group did with it, and why it came again if it did. */
function courseTexts({ history, message }: GroupFacts, group: Group): readonly string[] {
  const deliveries = group.deliveriesOf(message.key);
  if (deliveries.length === 0) return ["never delivered"];
  const times = deliveries.length === 1 ? "once" : `${deliveries.length} times`;
  const handledMs = deliveries.find(({ outcome }) => outcome === "handled")?.endMs;
  const course =
    handledMs === undefined
      ? `delivered ${times}, never handled`
      : `delivered ${times}, handled ${durationText(handledMs - message.invokedMs)} after it was published`;
  const duplicates = duplicateDeliveriesOf(history).filter(
    (each) => each.group === group && each.message.key === message.key,
  );
  return [
    course,
    ...duplicates.map(({ second, reason, detail }) => {
      const why = reason ? `explained by: ${reason}` : "unexplained";
      const shown = detail === undefined ? "" : ` (${detail})`;
      return `it came again at ${atText(second.start.timeMs)}, ${why}${shown}`;
    }),
  ];
}

function endText(facts: GroupFacts, decided: Decided): string | undefined {
  const { loss, own } = decided;
  if (loss) return `${entryText(facts, decided.group)}, ${lossText(facts, loss, own)}`;
  if (fateOf(facts, decided) !== "waiting") return undefined;
  const { leftMs } = decided.group;
  const why =
    leftMs === Infinity
      ? "its publish is in doubt and may have reached Redis after the drain"
      : `everybody had left the group from ${atText(leftMs)} on`;
  return `${entryText(facts, decided.group)}; ${why}, so it waits to be read and is not lost`;
}

/** `its entry 1-7 is stuck pending with group-0-consumer`. */
function entryText({ stream, message, history }: GroupFacts, { name }: Group): string {
  const found = stream.groups.find((each) => each.name === name);
  const place = factsOf(history).audits.get(message.topic)?.placeOf(message, name) ?? "unknown";
  if (place === "unknown" && stream.entries.length === 0) return "where it is was not looked at";
  const pending = found?.pending;
  // Of several the last one counts: a group that has not read them all lacks at least that.
  const entry = pending?.id ?? stream.entries.at(-1);
  const subject = entry === undefined ? "its entry" : `its entry ${entry}`;
  return `${subject} ${placeText(place, pending?.consumer)}`;
}

function lossText({ history, message }: GroupFacts, loss: Loss, own: readonly Finding[]): string {
  const verdict = verdictOf(own.filter(({ kind }) => kind === loss.kind));
  const isPlanned =
    history.header.control === loss.kind && loss.rule === "lost/redis-came-back-empty";
  const asPlanned = isPlanned ? ", as this control has to show" : "";
  const end = `${loss.kind}: ${verdict}${asPlanned}`;
  if (loss.kind === "dropped") return `and the bus said that it gave it up, so it is ${end}`;
  if (loss.kind === "late") return `but the drain did not decide it, so it is ${end}`;
  if (loss.rule === "lost/redis-may-have-lost-it")
    return `but Redis itself may have forgotten it, so it is ${end}`;
  if (loss.rule !== "lost/while-disconnected") return `so it is ${end}`;
  const window = disconnectionsOf(loss.group, history).find((each) => fellInside([each], message));
  const until = window && Number.isFinite(window.toMs) ? ` to ${atText(window.toMs)}` : "";
  const of = window ? ` (${window.fault.name}, ${atText(window.fromMs)}${until})` : "";
  return `but it fell into a disconnection of the group${of}, which at-most-once allows, so it is ${end}`;
}

function findingText({ kind, verdict }: Finding): string {
  return `${kind}: ${verdict}`;
}
