import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Notice } from "../../history/operations/run-operations.ts";
import { exists } from "../commands/existence.ts";
import { entitlementOf } from "../facts/entitlement.ts";
import { factsOf } from "../facts/facts.ts";
import type { FaultWindow } from "../facts/fault-windows.ts";
import { type Group, wasReceived } from "../facts/groups.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { mayHaveLostTail, wasWiped } from "../facts/redis-data-loss.ts";
import type { Place, StreamAudit } from "../facts/stream-audit.ts";
import { disconnectionsOf, fellInside } from "./disconnections.ts";

/** A message that a group was entitled to and did not get. */
export interface Loss {
  readonly kind: "lost" | "dropped" | "late";
  readonly message: MessageRecord;
  readonly group: Group;
  readonly place: Place;
  /** It fell into a disconnection of an at-most-once subscriber. */
  readonly allowed: boolean;
  /** Redis itself may have forgotten it, having acknowledged it. */
  readonly forgotten: boolean;
  /** Redis was wiped after it had it. */
  readonly wiped: boolean;
}

export interface Losses {
  /** Pairs of message and group where it matters whether the message arrived, and can be told. */
  readonly expected: number;
  /** Pairs where it did arrive, those that did not have to included. */
  readonly received: number;
  readonly losses: readonly Loss[];
  /** In-doubt messages that turned out to exist. */
  readonly committed: ReadonlySet<MessageKey>;
}

type GroupLosses = Omit<Losses, "committed">;

interface Context {
  readonly history: IndexedHistory;
  readonly audits: ReadonlyMap<string, StreamAudit>;
  readonly committed: Losses["committed"];
}

/** Computed once for a history. */
export const lossesOf = oncePerHistory(findLosses);

function findLosses(history: IndexedHistory): Losses {
  const { groups, audits } = factsOf(history);
  const context = { history, audits, committed: committedInDoubt(history) };
  const perGroup = groups.map((group) => lossesOfGroup(group, context));
  return {
    expected: sum(perGroup.map(({ expected }) => expected)),
    received: sum(perGroup.map(({ received }) => received)),
    losses: perGroup.flatMap(({ losses }) => losses),
    committed: context.committed,
  };
}

function lossesOfGroup(group: Group, context: Context): GroupLosses {
  const { messages, header } = context.history;
  const isEntitled = entitlementOf(group, context.history);
  const decide = createDecision(group, context);
  const losses: Loss[] = [];
  let expected = 0;
  let received = 0;
  for (const message of messages.values()) {
    if (message.topic !== group.topic) continue;
    const arrived = wasReceived(group, message.key, header.guarantees);
    if (arrived) received++;
    if (!isOwedToSomeGroup(message, context) || !isEntitled(message)) continue;
    const loss = arrived ? undefined : decide(message);
    if (loss) losses.push(loss);
    if (loss || arrived) expected++;
  }
  return { expected, received, losses };
}

/** An at-most-once bus owes nothing for a publish that it did not acknowledge. */
function isOwedToSomeGroup(
  { outcome, key }: MessageRecord,
  { history, committed }: Context,
): boolean {
  if (outcome === "acknowledged") return true;
  const owes = history.header.guarantees.delivery === "at-least-once";
  return owes && outcome === "in-doubt" && committed.has(key);
}

/** Says for one group what became of a message that did not arrive; `undefined` if nothing bad did. */
function createDecision(
  group: Group,
  context: Context,
): (message: MessageRecord) => Loss | undefined {
  const { history, audits } = context;
  const said = messagesGivenUp(group, history);
  const mayBeQueued = createQueueGuess(group, history);
  let disconnections: readonly FaultWindow[] | undefined;

  function describe(message: MessageRecord): Omit<Loss, "kind"> {
    const audit = audits.get(group.topic);
    const place = audit?.placeOf(message, group.name) ?? "unknown";
    const isGone = audit === undefined || place === "not in Redis";
    const forgotten = place === "not in Redis" && mayHaveLostTail(message, history.faults);
    const wiped = isGone && wasWiped(message, history.faults);
    return { message, group, place, allowed: false, forgotten, wiped };
  }

  return (message) => {
    const loss = describe(message);
    const { place } = loss;
    if (mayStillCome({ message, group, place }, history)) return undefined;
    const isDecided = isDecidedByDrain(message, history) && !mayBeQueued(message, place);
    if (!isDecided) return { ...loss, kind: "late" };
    if (message.id !== undefined && said.has(message.id)) return { ...loss, kind: "dropped" };
    if (history.header.guarantees.delivery === "at-least-once") return { ...loss, kind: "lost" };
    disconnections ??= disconnectionsOf(group, history);
    return { ...loss, kind: "lost", allowed: fellInside(disconnections, message) };
  };
}

/** Only a drain that ended, and began after the message, can tell lost from late. */
function isDecidedByDrain(
  { settledMs = -Infinity }: MessageRecord,
  { drain }: IndexedHistory,
): boolean {
  return drain !== undefined && drain.outcome !== "progressing" && settledMs <= drain.timeMs;
}

/**
 * Of what is in doubt the drain can't know that it is queued where nobody can look. If the group was
 * still at work when the drain ended, that may have been a pause.
 */
function createQueueGuess(group: Group, history: IndexedHistory) {
  let atWork: boolean | undefined;
  return ({ outcome }: MessageRecord, place: Place): boolean => {
    if (outcome !== "in-doubt" || place !== "unknown") return false;
    atWork ??= wasAtWork(group, history);
    return atWork;
  };
}

/** Before a drain is complete, a group out of sight handles nothing for a little longer than that. */
const quietMs = 50;

/** Whether the group still handled messages when the drain ended. */
function wasAtWork({ firstDeliveries, repeated }: Group, { drain }: IndexedHistory): boolean {
  const endMs = drain?.timeMs ?? Infinity;
  const deliveries = [...firstDeliveries.values(), ...[...repeated.values()].flat()];
  return deliveries.some(
    ({ message, start, endMs: handledMs = start.timeMs }) =>
      handledMs > endMs - quietMs && message !== undefined && message.invokedMs < endMs,
  );
}

/**
 * A group that everybody left still has its messages waiting, unless its position passed them. An
 * in-doubt publish may reach Redis after the drain; then its entry is still there to be read.
 */
function mayStillCome(
  { message, group, place }: Pick<Loss, "message" | "group" | "place">,
  { header, drain }: IndexedHistory,
): boolean {
  if (header.guarantees.delivery === "at-most-once") return false;
  if (group.leftMs !== Infinity && place !== "past the group's position") return true;
  const readable = place === "unread" || place === "stuck pending";
  return message.outcome === "in-doubt" && drain?.outcome === "complete" && readable;
}

/** The ids that the bus itself said this group would not get. */
export function messagesGivenUp(group: Group, history: IndexedHistory): ReadonlySet<string> {
  const subscribers = new Set(history.subscriptions.map(({ process }) => process));
  const concerns = ({ process }: Notice): boolean =>
    group.processes.has(process) || !subscribers.has(process);
  return new Set(
    history.notices
      .filter(({ notice }) => notice === "dropped" || notice === "gap")
      .filter(concerns)
      .flatMap(({ ids = [] }) => ids),
  );
}

/** In-doubt publishes whose messages turned out to exist. */
function committedInDoubt(history: IndexedHistory): ReadonlySet<MessageKey> {
  const committed = new Set<MessageKey>();
  for (const message of history.messages.values()) {
    if (message.outcome === "in-doubt" && exists(message, history)) committed.add(message.key);
  }
  return committed;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
