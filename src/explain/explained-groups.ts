import { aBusThatClaims } from "../history/delivery-claims.ts";
import type { IndexedHistory } from "../history/indexed-history.ts";
import { placeOf } from "../judging/commands/places.ts";
import { duplicateDeliveriesOf } from "../judging/duplicate/duplicate-deliveries.ts";
import { factsOf } from "../judging/facts/facts.ts";
import type { FaultWindow } from "../judging/facts/fault-windows.ts";
import { cannotSucceed, wasReceived, type Group } from "../judging/facts/groups.ts";
import type { Finding } from "../judging/finding/finding.ts";
import { mergeVerdicts } from "../judging/finding/verdict.ts";
import {
  disconnectionsOf,
  fellInside,
  publisherOutagesOf,
} from "../judging/lost/disconnections.ts";
import type { Loss } from "../judging/lost/losses.ts";
import { durationText } from "../wording.ts";
import { explainEntitlement, type ExplainedEntitlement } from "./explained-entitlement.ts";
import { placeText } from "./explained-stream.ts";
import type { ExplainedGroup, ExplainedStream } from "./explanation.ts";
import { findingsOfGroup, lossOf, type MessageEvidence } from "./findings-of-message.ts";
import { atText } from "./moments.ts";

/** A message with its place in the stream and the findings that name it. */
export interface GroupInputs extends MessageEvidence {
  readonly stream: ExplainedStream;
  /** The findings that name the message. */
  readonly findings: readonly Finding[];
}

/** Returns for each group of the topic whether the message was owed, its fate, and its findings. */
export function explainGroups(inputs: GroupInputs): readonly ExplainedGroup[] {
  const { history, message } = inputs;
  return factsOf(history)
    .groups.filter(({ topic }) => topic === message.topic)
    .map((group) => explainGroup(inputs, group));
}

function explainGroup(inputs: GroupInputs, group: Group): ExplainedGroup {
  const entitlement = explainEntitlement(inputs, group);
  const loss = lossOf(inputs, group);
  const own = findingsOfGroup(inputs, group, inputs.findings);
  const decided = { group, entitlement, loss, own };
  const parts = [
    entitlementText(group, entitlement),
    ...deliveryTexts(inputs, group),
    endText(inputs, decided),
    ...own.filter(({ kind }) => kind !== loss?.kind).map(findingText),
  ];
  return {
    name: group.name,
    owed: entitlement.owed,
    fate: fateOf(inputs, decided),
    verdict: verdictOf(own),
    findings: [...new Set(own.map(({ kind }) => kind))],
    reason: parts.filter((part) => part !== undefined).join("; "),
  };
}

/** The decision of the rules for one group. */
interface GroupDecision {
  readonly group: Group;
  readonly entitlement: ExplainedEntitlement;
  readonly loss: Loss | undefined;
  /** The findings of this group because of the message. */
  readonly own: readonly Finding[];
}

function fateOf(
  { history, message }: GroupInputs,
  { group, entitlement, loss }: GroupDecision,
): ExplainedGroup["fate"] {
  if (loss) return loss.kind;
  if (wasReceived(group, message.key, history.header.guarantees)) {
    return group.deliveriesOf(message.key).some(({ outcome }) => outcome === "handled")
      ? "handled"
      : "delivered";
  }
  if (cannotSucceed(group, message.key)) return "delivered";
  return entitlement.owed ? "waiting" : "not owed";
}

function verdictOf(findings: readonly Finding[]): ExplainedGroup["verdict"] {
  const verdict = mergeVerdicts(["pass", ...findings.map((each) => each.verdict)]);
  return verdict === "not-applicable" ? "unknown" : verdict;
}

function entitlementText({ name }: Group, { owed, because }: ExplainedEntitlement): string {
  return `${owed ? "owed" : "not owed"} to ${name}: ${because}`;
}

/** Says what the handlers of the group did with the message, and why it was delivered again if it was. */
function deliveryTexts({ history, message }: GroupInputs, group: Group): readonly string[] {
  const deliveries = group.deliveriesOf(message.key);
  if (deliveries.length === 0) return ["never delivered"];
  const times = deliveries.length === 1 ? "once" : `${deliveries.length} times`;
  const handledMs = deliveries.find(({ outcome }) => outcome === "handled")?.endMs;
  const course =
    handledMs === undefined
      ? `delivered ${times}, never handled${cannotSucceed(group, message.key) ? ", because the plan lets its handler fail each time" : ""}`
      : `delivered ${times}, handled ${durationText(handledMs - message.invokedMs)} after it was published`;
  const duplicates = duplicateDeliveriesOf(history).filter(
    (each) => each.group === group && each.message.key === message.key,
  );
  return [
    course,
    ...duplicates.map(({ second, reason, detail }) => {
      const why = reason ? `explained by: ${reason}` : "unexplained";
      const shown = detail === undefined ? "" : ` (${detail})`;
      return `it was delivered again at ${atText(second.start.timeMs)}, ${why}${shown}`;
    }),
  ];
}

function endText(inputs: GroupInputs, decided: GroupDecision): string | undefined {
  const { loss, own } = decided;
  if (loss) return `${entryText(inputs, decided.group)}, ${lossText(inputs, loss, own)}`;
  if (fateOf(inputs, decided) !== "waiting") return undefined;
  const { leftMs } = decided.group;
  const why =
    leftMs === Infinity
      ? "its publish is in doubt and may have reached Redis after the drain"
      : `the group was left at ${atText(leftMs)}`;
  return `${entryText(inputs, decided.group)}; ${why}, so it waits to be read and is not lost`;
}

/** Says where the entry is, such as `its entry 1-7 is stuck pending with group-0-consumer`. */
function entryText({ stream, message, history }: GroupInputs, group: Group): string {
  if (message.sharesPayload) {
    return "several messages have its payload, and the group handled the payload less often than it was published";
  }
  const found = stream.groups.find((each) => each.name === group.name);
  const place = placeOf(message, group, history);
  const isSought = history.keyspace.length > 0;
  if (place === "unknown" && stream.entries.length === 0 && !isSought) {
    return "its entry was not looked up";
  }
  const pending = found?.pending;
  // If there are several entries, the group lacks at least the last one.
  const entry = pending?.id ?? stream.entries.at(-1);
  const subject = entry === undefined ? nameOfCopy(stream) : `its entry ${entry}`;
  return `${subject} ${placeText(place, pending?.consumer)}`;
}

/** A bus that names no stream does not have to keep its messages in entries. */
function nameOfCopy({ state }: ExplainedStream): string {
  return state === "not looked at" ? "the message" : "its entry";
}

function lossText({ history, message }: GroupInputs, loss: Loss, own: readonly Finding[]): string {
  const verdict = verdictOf(own.filter(({ kind }) => kind === loss.kind));
  const isPlanned =
    history.header.control === loss.kind && loss.rule === "lost/redis-came-back-empty";
  const end = isPlanned
    ? `${loss.kind} (rule ${loss.rule}), as this self-check must lose it`
    : `${loss.kind} (rule ${loss.rule}): ${verdict}`;
  if (loss.kind === "dropped")
    return `and the bus reported that it gave up the message, so it is ${end}`;
  if (loss.kind === "stranded") return `${strandedText(history, loss)}, so it is ${end}`;
  if (loss.kind === "late")
    return `but the drain did not decide whether it was lost, so it is ${end}`;
  if (loss.rule === "lost/redis-may-have-lost-it")
    return `but Redis itself may have lost it, so it is ${end}`;
  const bus = aBusThatClaims(history.header.guarantees);
  if (loss.rule === "lost/while-disconnected") {
    const of = windowText(disconnectionsOf(loss.group, history), { message, history });
    return `but it was published during a disconnection of the group${of}, when ${bus} may lose it, so it is ${end}`;
  }
  if (loss.rule === "lost/while-publisher-disconnected") {
    const of = windowText(publisherOutagesOf(message.publisher, loss.group, history), {
      message,
      history,
    });
    return `but it was published during a disconnection of its publisher${of}, when this bus may lose it, so it is ${end}`;
  }
  return `so it is ${end}`;
}

function windowText(
  windows: readonly FaultWindow[],
  { message, history }: Pick<MessageEvidence, "message" | "history">,
): string {
  const window = windows.find((each) => fellInside([each], message, history));
  if (!window) return "";
  const until = Number.isFinite(window.toMs) ? ` to ${atText(window.toMs)}` : "";
  return ` (${window.fault.name}, ${atText(window.fromMs)}${until})`;
}

function strandedText({ header }: IndexedHistory, { rule, group }: Loss): string {
  const at = atText(group.rescue?.sinceMs ?? Infinity);
  const joined = `a fresh subscriber that the harness opened in the group at ${at}`;
  if (rule === "stranded/handled-after-a-fresh-subscriber-joined")
    return `and came to the group only after the start of ${joined}`;
  if (rule === "stranded/fresh-subscriber-got-it") return `and ${joined} got it`;
  const claim = durationText(header.guarantees.redeliversWithinMs);
  return `and came only after the start of ${joined}, but the bus may take ${claim} to hand it out again`;
}

function findingText({ kind, rule, verdict }: Finding): string {
  return `${kind} (rule ${rule}): ${verdict}`;
}
