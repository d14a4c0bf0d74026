import { auditedGroup, firstAuditPage, wasAudited, hasStream } from "../recorded/recorded-audit.ts";
import { commandsOf, isFor, isSurelyExecutedBy } from "../recorded/recorded-commands.ts";
import { faultsOf, type RecordedFault } from "../recorded/recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  drainOf,
  groupReadyAt,
  groupsOf,
  handlingOf,
  leftAt,
  ofKind,
  outcomeOf,
  published,
  readyAt,
  settledAt,
  subscribed,
  subscriptionsOf,
  type GroupName,
  type RecordedRun,
  type PublishCall,
} from "../recorded/recorded-run.ts";
import { isEntitled, mustExist, missing, wasReceived } from "./oracle-missing.ts";
import { isStrikeUnproven } from "./oracle-struck-commands.ts";
import { isWithoutLetters } from "./retries/oracle-dead-letters.ts";

/** True if something is missing without which the result of the run means nothing. */
export function lacksEvidence(run: RecordedRun): boolean {
  return (
    run.operations.length === 0 ||
    run.torn === true ||
    faultsOf(run).some(leftNoTrace) ||
    isStrikeUnproven(run) ||
    showsNothing(run) ||
    isBelowMinimums(run) ||
    (drainOf(run)?.outcome ?? "progressing") === "progressing" ||
    isAuditMissing(run) ||
    ofKind(run, "bypass").length > 0 ||
    ofKind(run, "stray-error").some(({ origin }) => origin === undefined || origin === "call")
  );
}

function leftNoTrace({ injectedMs, healedMs, evidence }: RecordedFault): boolean {
  const isVerified = injectedMs !== undefined && healedMs !== undefined;
  return !isVerified || evidence.length === 0 || evidence.some(({ seen }) => !seen);
}

/** True if nothing was published or subscribed, if a group was never ready, or if no group was owed any message. */
function showsNothing(run: RecordedRun): boolean {
  const groups = groupsOf(run);
  if (published(run).length === 0 || groups.length === 0) return true;
  if (groups.some((group) => groupReadyAt(run, group) === Infinity)) return true;
  return groups.every((group) =>
    published(run)
      .filter(({ topic }) => topic === group.topic)
      .every((message) => {
        const isOwed = mustExist(run, message) && isEntitled(run, group, message);
        const isMissing = isOwed && missing(run, group, message) !== undefined;
        return !isMissing && !wasReceived(run, group, message);
      }),
  );
}

function isBelowMinimums(run: RecordedRun): boolean {
  const { acknowledged, faults, concurrentWithSubscribe = 0 } = run.header.minimums;
  const { failedHandlers = 0, unhandledAtClose = 0 } = run.header.minimums;
  const failures = ofKind(run, "deliver").filter(({ type }) => type === "fail");
  const disturbedMs = faultsOf(run)[0]?.injectCallMs ?? Infinity;
  const early = published(run).filter(
    ({ message }) =>
      outcomeOf(run, message) === "acknowledged" &&
      (settledAt(run, message) ?? Infinity) < disturbedMs,
  );
  const racing = published(run).filter((each) => isDuringStart(run, each));
  return (
    early.length < acknowledged ||
    faultsOf(run).length < faults ||
    racing.length < concurrentWithSubscribe ||
    failures.length < failedHandlers ||
    !groupsOf(run).some((group) => inHandAtClose(run, group) >= unhandledAtClose)
  );
}

/** How many acknowledged messages a group has in hand when the first of its members closes before the drain ends. */
function inHandAtClose(run: RecordedRun, group: GroupName): number {
  const closes = subscriptionsOf(run, group).map((each) =>
    closeAt(run, each.subscription, "invoke"),
  );
  const closeMs = Math.min(...closes);
  if (closeMs >= (drainOf(run)?.timeMs ?? Infinity)) return 0;
  const inHand = published(run).filter(({ message, topic }) => {
    if (topic !== group.topic || outcomeOf(run, message) !== "acknowledged") return false;
    if ((settledAt(run, message) ?? Infinity) >= closeMs) return false;
    const calls = deliveriesOf(run, group, message).map((each) => handlingOf(run, each));
    return calls.every(({ outcome, endMs }) => outcome !== "handled" || endMs >= closeMs);
  });
  return inHand.length;
}

/** True if the publish overlaps a subscribe call, or a hold of a subscriber before one of its commands. */
function isDuringStart(run: RecordedRun, { message, timeMs }: PublishCall): boolean {
  const settledMs = settledAt(run, message) ?? Infinity;
  const subscribers = subscribed(run).map(({ process }) => process);
  return (
    subscribed(run).some((each) => timeMs < readyAt(run, each) && settledMs > each.timeMs) ||
    faultsOf(run).some(
      ({ struck, roles, evidence, injectedMs = Infinity, healCallMs = Infinity }) =>
        struck?.act === "stall" &&
        struck.position === "before-forwarding" &&
        evidence.some(({ seen }) => seen) &&
        roles.some((role) => subscribers.includes(role)) &&
        timeMs < healCallMs &&
        settledMs > injectedMs,
    )
  );
}

/** True if the auditor could not read what decides about the messages: the dead letters, or the stream. */
function isAuditMissing(run: RecordedRun): boolean {
  if (isWithoutLetters(run)) return true;
  if (!run.header.hasStreamAudit) return false;
  const staying = groupsOf(run).filter((group) => leftAt(run, group) === Infinity);
  return staying.some((group) => !wasAudited(run, group.topic) || isWrongKeyAudited(run, group));
}

/**
 * True if the auditor looked at the wrong key: the topic was used, but the key holds no stream, or a
 * stream without this group although the group reads it.
 */
function isWrongKeyAudited(run: RecordedRun, group: GroupName): boolean {
  const { topic } = group;
  const auditedMs = firstAuditPage(run, topic)?.timeMs ?? -Infinity;
  const lostUntilMs = dataLossUntil(run);
  const isUsed = published(run)
    .filter((each) => each.topic === topic && each.timeMs > lostUntilMs)
    .some(({ message }) => {
      const settledMs = settledAt(run, message) ?? Infinity;
      if (outcomeOf(run, message) === "acknowledged" && settledMs <= auditedMs) return true;
      const ofTopic = groupsOf(run).filter((each) => each.topic === topic);
      const came = ofTopic.flatMap((each) => deliveriesOf(run, each, message));
      return came.some(({ timeMs }) => timeMs <= auditedMs);
    });
  if (!isUsed) return false;
  if (!hasStream(run, topic)) return true;
  return auditedGroup(run, group) === undefined && isReading(run, group, lostUntilMs);
}

function dataLossUntil(run: RecordedRun): number {
  const losing = faultsOf(run).filter(({ losesAll, losesLastMs }) => losesAll || losesLastMs > 0);
  return Math.max(-Infinity, ...losing.map(({ healedMs = Infinity }) => healedMs));
}

/** True if Redis certainly executed a command for the group after this time. */
function isReading(run: RecordedRun, group: GroupName, sinceMs: number): boolean {
  return commandsOf(run).some(
    (each) =>
      isFor(run, group, each) &&
      isSurelyExecutedBy(each, Infinity) &&
      !isSurelyExecutedBy(each, sinceMs),
  );
}
