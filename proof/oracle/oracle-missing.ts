import { placeOf, isBeforeWhatIsLeft, isStored } from "../recorded/recorded-audit.ts";
import { wasStoredOnWire } from "../recorded/recorded-commands.ts";
import { faultsOf, isTouched } from "../recorded/recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  drainOf,
  groupReadyAt,
  groupsOf,
  handlingOf,
  idOf,
  leftAt,
  ofKind,
  originOf,
  outcomeOf,
  published,
  readyAt,
  settledAt,
  subscribed,
  subscriptionsOf,
  type GroupName,
  type Published,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

/** How long a message may be on its way. */
const inFlightMs = 250;

export type Missing = "lost" | "lost, allowed" | "lost, perhaps by Redis" | "dropped" | "late";

export function isAtMostOnce({ header }: RecordedRun): boolean {
  return header.guarantees.delivery === "at-most-once";
}

/** Whether it must be taken to exist: vouched for, or in doubt and seen somewhere. */
export function mustExist(run: RecordedRun, message: Published): boolean {
  const outcome = outcomeOf(run, message.message);
  if (outcome === "acknowledged") return true;
  return outcome === "in doubt" && !isAtMostOnce(run) && isKnown(run, message);
}

/** It was seen somewhere, or Redis was seen to execute its publish. */
export function isKnown(run: RecordedRun, message: Published): boolean {
  return wasSeen(run, message) || wasStoredOnWire(run, message.message);
}

/** Some group got it, or the auditor found it. */
export function wasSeen(run: RecordedRun, { message, topic }: Published): boolean {
  const byGroup = groupsOf(run).some((group) => deliveriesOf(run, group, message).length > 0);
  return byGroup || isStored(run, topic, message);
}

/** Whether the group was there for it, as its guarantees count it. */
export function isEntitled(run: RecordedRun, group: GroupName, message: Published): boolean {
  if (message.topic !== group.topic) return false;
  const settledMs = settledAt(run, message.message) ?? Infinity;
  if (isAtMostOnce(run)) {
    return subscriptionsOf(run, group).some(
      (each) =>
        readyAt(run, each) < message.timeMs &&
        settledMs < closeAt(run, each.subscription, "invoke") - inFlightMs,
    );
  }
  const readyMs = groupReadyAt(run, group);
  const fromStart = subscriptionsOf(run, group).some(({ from }) => from === "start");
  const isReplayed = run.header.guarantees.replaysFromStart && fromStart && readyMs < Infinity;
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  return (
    (isReplayed || message.timeMs > readyMs) &&
    message.timeMs < drainedMs &&
    settledMs <= leftAt(run, group)
  );
}

/** At least once: a handler finished. At most once: a handler was called. */
export function wasReceived(run: RecordedRun, group: GroupName, { message }: Published): boolean {
  const deliveries = deliveriesOf(run, group, message);
  if (isAtMostOnce(run)) return deliveries.length > 0;
  return deliveries.some((each) => handlingOf(run, each).outcome === "handled");
}

/** What became of a message that a group was owed and did not receive. */
export function missing(
  run: RecordedRun,
  group: GroupName,
  message: Published,
): Missing | undefined {
  const isOwed = mustExist(run, message) && isEntitled(run, group, message);
  if (!isOwed || wasReceived(run, group, message)) return undefined;
  if (!isAtMostOnce(run) && mayStillCome(run, group, message)) return undefined;
  if (!isDecided(run, message) || mayBeQueued(run, group, message)) return "late";
  if (wasGivenUp(run, group, message)) return "dropped";
  if (isAtMostOnce(run) && isInLossWindow(run, group, message)) return "lost, allowed";
  return mayRedisHaveForgotten(run, group, message) ? "lost, perhaps by Redis" : "lost";
}

function mayStillCome(run: RecordedRun, group: GroupName, { message }: Published): boolean {
  const place = placeOf(run, group, message);
  if (leftAt(run, group) < Infinity && place !== "past") return true;
  const isReadable = place === "unread" || place === "pending";
  const isComplete = drainOf(run)?.outcome === "complete";
  return outcomeOf(run, message) === "in doubt" && isComplete && isReadable;
}

/** Only a drain that ended after the publish call did can tell lost from late. */
function isDecided(run: RecordedRun, { message }: Published): boolean {
  const drain = drainOf(run);
  if (!drain || drain.outcome === "progressing") return false;
  return (settledAt(run, message) ?? -Infinity) <= drain.timeMs;
}

/** For so long nothing is handled before a drain is complete where nobody can look. */
const quietMs = 50;

/** In doubt, where nobody can look, and the group was still at work when the drain ended. */
function mayBeQueued(run: RecordedRun, group: GroupName, { message }: Published): boolean {
  if (outcomeOf(run, message) !== "in doubt") return false;
  if (placeOf(run, group, message) !== "unknown") return false;
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  const before = published(run).filter(({ timeMs }) => timeMs < drainedMs);
  const handled = before.flatMap((each) => deliveriesOf(run, group, each.message));
  return handled.some((each) => {
    const { endMs } = handlingOf(run, each);
    return (endMs === Infinity ? each.timeMs : endMs) > drainedMs - quietMs;
  });
}

function wasGivenUp(run: RecordedRun, group: GroupName, { message }: Published): boolean {
  const id = idOf(run, message);
  return id !== undefined && givenUpTo(run, group).includes(id);
}

/** The ids named by a member of the group, or by a role that holds no subscription at all. */
export function givenUpTo(run: RecordedRun, group: GroupName): readonly string[] {
  const members = subscriptionsOf(run, group).map(({ process }) => process);
  const subscribers = subscribed(run).map(({ process }) => process);
  return ofKind(run, "notice")
    .filter(({ notice }) => notice === "dropped" || notice === "gap")
    .filter(({ process }) => members.includes(process) || !subscribers.includes(process))
    .flatMap(({ ids = [] }) => ids);
}

/** From a fault on the group's own path until it is seen to hear again, or ought to. */
function isInLossWindow(run: RecordedRun, group: GroupName, message: Published): boolean {
  const members = subscriptionsOf(run, group).map(({ process }) => process);
  const settledMs = settledAt(run, message.message) ?? message.timeMs;
  return faultsOf(run).some((fault) => {
    if (!isTouched(fault, members)) return false;
    if (settledMs < fault.injectCallMs - inFlightMs) return false;
    const { healedMs } = fault;
    if (healedMs === undefined) return true;
    const heardMs = firstHeardSince(run, group, healedMs);
    return message.timeMs <= Math.min(heardMs, healedMs + run.header.recoveryLimitMs);
  });
}

function firstHeardSince(run: RecordedRun, group: GroupName, healedMs: number): number {
  const since = published(run).filter(
    ({ topic, timeMs }) => topic === group.topic && timeMs >= healedMs,
  );
  const heard = since.flatMap(({ message }) => deliveriesOf(run, group, message));
  return Math.min(
    ...heard.filter((each) => originOf(run, each) !== undefined).map(({ timeMs }) => timeMs),
  );
}

/** Acknowledged so shortly before a kill that Redis may not have written it down. */
function mayRedisHaveForgotten(run: RecordedRun, group: GroupName, message: Published): boolean {
  const { topic } = group;
  if (placeOf(run, group, message.message) !== "gone") return false;
  if (isBeforeWhatIsLeft(run, topic, message.message)) return false;
  const settledMs = settledAt(run, message.message) ?? -Infinity;
  return faultsOf(run).some(
    ({ injectCallMs, losesLastMs }) =>
      losesLastMs > 0 &&
      settledMs > injectCallMs - losesLastMs &&
      settledMs <= injectCallMs + inFlightMs,
  );
}
