import { placeOf, wasTrimmed, isStored } from "../recorded/recorded-audit.ts";
import { wasStoredByCommand } from "../recorded/recorded-commands.ts";
import { faultsOf, removedAt } from "../recorded/recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  drainOf,
  endsTooLate,
  groupReadyAt,
  groupsOf,
  handlingOf,
  idOf,
  inForceAt,
  isStillOpen,
  leftAt,
  ofKind,
  outcomeOf,
  published,
  rescueOf,
  settledAt,
  subscribed,
  subscriptionsOf,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { isInLossWindow, isInOutageOfPublisher, sentAt } from "./oracle-loss-window.ts";
import { wasHandedOutTooSlowly } from "./oracle-slowness.ts";
import { mayBeGivenUp } from "./retries/oracle-dead-letters.ts";

/** How long a message may be on its way when a fault happens or a subscriber closes. */
const inFlightMs = 250;

export type Missing =
  | "lost"
  | "lost, allowed"
  | "lost, perhaps by Redis"
  | "stranded"
  | "stranded, perhaps in time"
  | "dropped"
  | "late, too slow"
  | "late";

/** True if the bus may lose messages in an outage: it claims at-most-once or best effort. */
export function mayLose({ header }: RecordedRun): boolean {
  return header.guarantees.delivery !== "at-least-once";
}

/** True if the bus may lose what it publishes while its publisher is cut off. */
export function mayLoseUnsent({ header }: RecordedRun): boolean {
  const { delivery, confirmsPublish } = header.guarantees;
  return delivery === "best-effort" || !confirmsPublish;
}

/**
 * True if the bus must deliver the message: it was acknowledged, or it is in doubt but known to exist.
 * A bus that may lose messages owes only what it acknowledged.
 */
export function mustExist(run: RecordedRun, message: PublishCall): boolean {
  const outcome = outcomeOf(run, message.message);
  if (outcome === "acknowledged") return true;
  if (outcome !== "in doubt" || mayLose(run)) return false;
  return isStillOpen(run, message) ? wasKnownWhenDrained(run, message) : isKnown(run, message);
}

/** As `isKnown`, but without what was delivered or executed after the drain. */
function wasKnownWhenDrained(run: RecordedRun, { message, topic }: PublishCall): boolean {
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  const wasDelivered = groupsOf(run).some((group) =>
    deliveriesOf(run, group, message).some(({ timeMs }) => timeMs <= drainedMs),
  );
  return (
    wasDelivered || isStored(run, topic, message) || wasStoredByCommand(run, message, drainedMs)
  );
}

/** True if the message was seen somewhere, or if a recorded command shows that Redis stored it. */
export function isKnown(run: RecordedRun, message: PublishCall): boolean {
  return wasSeen(run, message) || wasStoredByCommand(run, message.message);
}

/** True if a group got the message, or if the auditor found it in its stream. */
export function wasSeen(run: RecordedRun, { message, topic }: PublishCall): boolean {
  const byGroup = groupsOf(run).some((group) => deliveriesOf(run, group, message).length > 0);
  return byGroup || isStored(run, topic, message);
}

/**
 * True if the group was subscribed when the message was published, and no fault took the message out of Redis. A group or a member that handled a canary before
 * the load is ready since then, otherwise since its subscribe call resolved.
 * At least once: the group was ready before the publish call, or it replays the topic from the start;
 * the call came before the end of the drain, and settled before the group left.
 * At most once, best effort: a member was ready before the call, and did not begin to close until 250 ms after the
 * message was sent, because it may still be on its way then.
 */
export function isEntitled(run: RecordedRun, group: GroupName, message: PublishCall): boolean {
  if (message.topic !== group.topic) return false;
  const settledMs = settledAt(run, message.message) ?? Infinity;
  if (mayLose(run)) {
    return subscriptionsOf(run, group).some(
      (each) =>
        inForceAt(run, each) < message.timeMs &&
        (sentAt(run, message) ?? Infinity) < closeAt(run, each.subscription, "invoke") - inFlightMs,
    );
  }
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  return (
    (isReplayed(run, group) || message.timeMs > groupReadyAt(run, group)) &&
    message.timeMs < drainedMs &&
    removedAt(run, message.message) === undefined &&
    settledMs <= leftAt(run, group)
  );
}

/** True if the group reads the topic from its start, as the bus claims and a subscriber wanted. */
export function isReplayed(run: RecordedRun, group: GroupName): boolean {
  const fromStart = subscriptionsOf(run, group).some(({ from }) => from === "start");
  const isReady = groupReadyAt(run, group) < Infinity;
  return run.header.guarantees.replaysFromStart && fromStart && isReady;
}

/**
 * At least once: a handler of the group finished. Otherwise: a handler of the group was called.
 * Deliveries that began after a fresh subscriber had joined the group do not count.
 */
export function wasReceived(run: RecordedRun, group: GroupName, { message }: PublishCall): boolean {
  const untilMs = rescueOf(run, group)?.sinceMs ?? Infinity;
  const deliveries = deliveriesOf(run, group, message).filter(({ timeMs }) => timeMs < untilMs);
  if (mayLose(run)) return deliveries.length > 0;
  return deliveries.some((each) => handlingOf(run, each).outcome === "handled");
}

/** How an owed message is missing for a group; `undefined` if the group got it or may still get it. */
export function missing(
  run: RecordedRun,
  group: GroupName,
  message: PublishCall,
): Missing | undefined {
  const isOwed = mustExist(run, message) && isEntitled(run, group, message);
  if (!isOwed || isAccountedFor(run, group, message)) return undefined;
  if (!mayLose(run) && mayStillCome(run, group, message)) return undefined;
  if (isTooSlow(run, group, message)) return "late, too slow";
  if (!isDecided(run, message) || mayBeQueued(run, group, message)) return "late";
  if (wasReportedDropped(run, group, message)) return "dropped";
  if (isAllowedLoss(run, group, message)) return "lost, allowed";
  return strandedAs(run, group, message) ?? lostAs(run, group, message);
}

function isAccountedFor(run: RecordedRun, group: GroupName, message: PublishCall): boolean {
  return wasReceived(run, group, message) || mayBeGivenUp(run, group, message);
}

function isTooSlow(run: RecordedRun, group: GroupName, message: PublishCall): boolean {
  return !mayLose(run) && hadStatedTime(run, message) && wasHandedOutTooSlowly(run, group, message);
}

function lostAs(run: RecordedRun, group: GroupName, message: PublishCall): Missing {
  return mayRedisHaveLostMessage(run, group, message) ? "lost, perhaps by Redis" : "lost";
}

function strandedAs(run: RecordedRun, group: GroupName, message: PublishCall): Missing | undefined {
  if (!cameWithFreshSubscriber(run, group, message)) return undefined;
  return hadStatedTime(run, message) ? "stranded" : "stranded, perhaps in time";
}

/** True if a fresh subscriber of the group handled it, or a member of the group after that had joined. */
function cameWithFreshSubscriber(
  run: RecordedRun,
  group: GroupName,
  { message }: PublishCall,
): boolean {
  const rescue = rescueOf(run, group);
  if (!rescue) return false;
  const own = deliveriesOf(run, group, message);
  return (
    rescue.got.includes(message) || own.some((each) => handlingOf(run, each).outcome === "handled")
  );
}

/** True if the drain gave the bus the time within which it says that it hands a message out again. */
export function hadStatedTime(run: RecordedRun, { message, timeMs }: PublishCall): boolean {
  const drainedMs = drainOf(run)?.timeMs ?? -Infinity;
  const healedMs = faultsOf(run).map((each) => each.healedMs ?? -Infinity);
  const sinceMs = Math.max(settledAt(run, message) ?? timeMs, ...healedMs);
  return drainedMs - sinceMs >= run.header.guarantees.redeliversWithinMs;
}

function isAllowedLoss(run: RecordedRun, group: GroupName, message: PublishCall): boolean {
  if (mayLose(run) && isInLossWindow(run, group, message)) return true;
  return mayLoseUnsent(run) && isInOutageOfPublisher(run, group, message);
}

function mayStillCome(run: RecordedRun, group: GroupName, { message }: PublishCall): boolean {
  const place = placeOf(run, group, message);
  if (leftAt(run, group) < Infinity && place !== "past") return true;
  const isReadable = place === "unread" || place === "pending";
  const isComplete = drainOf(run)?.outcome === "complete";
  return outcomeOf(run, message) === "in doubt" && isComplete && isReadable;
}

/** True if the drain can tell lost from late: it was complete or stalled, and ended after the call. */
function isDecided(run: RecordedRun, { message }: PublishCall): boolean {
  const drain = drainOf(run);
  if (!drain || drain.outcome === "progressing") return false;
  if (endsTooLate(run, message)) return false;
  return (settledAt(run, message) ?? -Infinity) <= drain.timeMs;
}

/** If the bus names no stream, the drain is complete once nothing was handled for this long. */
const quietMs = 50;

/**
 * True for a message in doubt whose place is unknown, if the group was still handling messages when the
 * drain ended: it may be working through a queue that holds the message.
 */
function mayBeQueued(run: RecordedRun, group: GroupName, { message }: PublishCall): boolean {
  if (outcomeOf(run, message) !== "in doubt") return false;
  if (!["unknown", "elsewhere"].includes(placeOf(run, group, message))) return false;
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  const before = published(run).filter(({ timeMs }) => timeMs < drainedMs);
  const handled = before.flatMap((each) => deliveriesOf(run, group, each.message));
  return handled.some((each) => {
    const { endMs } = handlingOf(run, each);
    return (endMs === Infinity ? each.timeMs : endMs) > drainedMs - quietMs;
  });
}

/** True if the bus reported that this group will not get the message. */
function wasReportedDropped(run: RecordedRun, group: GroupName, { message }: PublishCall): boolean {
  const id = idOf(run, message);
  return id !== undefined && idsReportedDropped(run, group).includes(id);
}

/**
 * The ids in the notices `dropped` and `gap` that concern the group: those of its members, and those of
 * roles without any subscription, such as publishers. A notice about another topic with a subscriber does not.
 */
export function idsReportedDropped(run: RecordedRun, group: GroupName): readonly string[] {
  const members = subscriptionsOf(run, group).map(({ process }) => process);
  const subscribers = subscribed(run).map(({ process }) => process);
  return ofKind(run, "notice")
    .filter(({ notice }) => notice === "dropped" || notice === "gap")
    .filter(({ process }) => members.includes(process) || !subscribers.includes(process))
    .filter(
      ({ topic }) => topic === group.topic || !groupsOf(run).some((each) => each.topic === topic),
    )
    .flatMap(({ ids = [] }) => ids);
}

/**
 * True if the message is gone from its stream and was acknowledged so shortly before a kill that Redis
 * may not have written it to its log.
 */
function mayRedisHaveLostMessage(
  run: RecordedRun,
  group: GroupName,
  message: PublishCall,
): boolean {
  const { topic } = group;
  const gone = ["gone", "unreadable", "elsewhere"];
  if (!gone.includes(placeOf(run, group, message.message))) return false;
  if (wasTrimmed(run, topic, message.message)) return false;
  const settledMs = settledAt(run, message.message) ?? -Infinity;
  return faultsOf(run).some(
    ({ injectCallMs, losesLastMs }) =>
      losesLastMs > 0 &&
      settledMs > injectCallMs - losesLastMs &&
      settledMs <= injectCallMs + inFlightMs,
  );
}
