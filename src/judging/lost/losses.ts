import { keepsMessages, losesWithPublisher } from "../../history/delivery-claims.ts";
import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { existsInDoubt } from "../commands/existence.ts";
import { mayBeGone, placeOf, type Place } from "../commands/places.ts";
import { hasAppended, publishesOf } from "../commands/publish-commands.ts";
import { entitlementOf } from "../facts/entitlement.ts";
import { factsOf } from "../facts/facts.ts";
import type { FaultWindow } from "../facts/fault-windows.ts";
import { mayBeGivenUp } from "../facts/given-up-messages.ts";
import { idsGivenUp } from "../facts/given-up.ts";
import { wasReceived, type Group } from "../facts/groups.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { mayHaveLostTail, wasWiped } from "../facts/redis-data-loss.ts";
import { disconnectionsOf, fellInside, publisherOutagesOf } from "./disconnections.ts";
import { createDrainQuestion, waitsToBeRead, type UndecidedRule } from "./drained.ts";
import { createSlownessQuestion } from "./handed-out-too-slowly.ts";
import { createStrandedQuestion, type StrandedRule } from "./stranded.ts";

/** The rules that decide what a message is that a group had to get and did not get. */
export type LossRule =
  | "lost/redis-came-back-empty"
  | "lost/never-received"
  | "lost/redis-may-have-lost-it"
  | "lost/while-disconnected"
  | "lost/while-publisher-disconnected"
  | "dropped/reported-by-the-bus"
  | StrandedRule
  | "late/handed-out-too-slowly"
  | UndecidedRule;

/** A message that a group had to get and did not get. */
export interface Loss {
  /** The part of the rule before the slash. */
  readonly kind: "lost" | "stranded" | "dropped" | "late";
  readonly rule: LossRule;
  readonly message: MessageRecord;
  readonly group: Group;
  readonly place: Place;
}

/** Figures count pairs of message and group: a message that two groups lose is lost twice. */
export interface Losses {
  /** Pairs that had to arrive and for which it can be told whether they did, without canaries. */
  readonly expected: number;
  /** Pairs that did arrive, those that did not have to included, without canaries. */
  readonly received: number;
  /** Pairs of a canary and a group that had to arrive or did. */
  readonly canaries: number;
  readonly losses: readonly Loss[];
  /** Messages whose publish was in doubt and that turned out to exist. */
  readonly committed: ReadonlySet<MessageKey>;
}

/** Computed once for a history. */
export const lossesOf = oncePerHistory(findLosses);

function findLosses(history: IndexedHistory): Losses {
  const committed = committedInDoubt(history);
  const perGroup = factsOf(history).groups.map((group) => lossesOfGroup(group, history, committed));
  return {
    expected: sum(perGroup.map(({ expected }) => expected)),
    received: sum(perGroup.map(({ received }) => received)),
    canaries: sum(perGroup.map(({ canaries }) => canaries)),
    losses: perGroup.flatMap(({ losses }) => losses),
    committed,
  };
}

function lossesOfGroup(
  group: Group,
  history: IndexedHistory,
  committed: Losses["committed"],
): Omit<Losses, "committed"> {
  const { messages, header } = history;
  const isEntitled = entitlementOf(group, history);
  const decide = createDecision(group, history);
  // A bus that keeps no messages owes nothing for a publish that it did not acknowledge.
  const owesInDoubt = keepsMessages(header.guarantees);
  const mustExist = ({ outcome, key }: MessageRecord): boolean =>
    outcome === "acknowledged" || (owesInDoubt && committed.has(key));
  const losses: Loss[] = [];
  const counts = { expected: 0, received: 0, canaries: 0 };
  for (const message of messages.values()) {
    if (message.topic !== group.topic) continue;
    const arrived = wasReceived(group, message.key, header.guarantees);
    const isOwed = mustExist(message) && isEntitled(message);
    const isMissing = isOwed && !arrived && !mayBeGivenUp(group, message.key, history);
    const loss = isMissing ? decide(message) : undefined;
    if (loss) losses.push(loss);
    const isKnown = arrived || loss !== undefined;
    if (message.canary) counts.canaries += Number(isKnown);
    else {
      counts.received += Number(arrived);
      counts.expected += Number(isOwed && isKnown);
    }
  }
  return { ...counts, losses };
}

/** Decides for one group what a message is that it did not get; `undefined` if nothing is wrong with that. */
function createDecision(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => Loss | undefined {
  const audit = factsOf(history).audits.get(group.topic);
  const givenUp = idsGivenUp(group, history);
  const whyUndecided = createDrainQuestion(group, history);
  const whyAllowed = createAllowance(group, history);
  const howStranded = createStrandedQuestion(group, history);
  let isTooSlow: ((message: MessageRecord) => boolean) | undefined;

  /** Asks about the pace of the group only if the drain came to its limit, because few drains do. */
  function wasHandedOutTooSlowly(message: MessageRecord): boolean {
    isTooSlow ??= createSlownessQuestion(group, history);
    return isTooSlow(message);
  }

  function ruleOf(message: MessageRecord, place: Place): LossRule {
    const undecided = whyUndecided(message, place);
    if (undecided === "late/drain-still-progressing" && wasHandedOutTooSlowly(message))
      return "late/handed-out-too-slowly";
    if (undecided) return undecided;
    if (message.id !== undefined && givenUp.has(message.id)) return "dropped/reported-by-the-bus";
    return whyAllowed(message) ?? howStranded(message) ?? ruleOfGone(message, place);
  }

  /** Decides for a message that is lost whether Redis lost it. */
  function ruleOfGone(message: MessageRecord, place: Place): LossRule {
    const isGone = mayBeGone(place);
    if (isGone && mayBeInLostTail(message, history)) return "lost/redis-may-have-lost-it";
    return (isGone || audit === undefined) && wasWiped(message, history.faults)
      ? "lost/redis-came-back-empty"
      : "lost/never-received";
  }

  return (message) => {
    const place = placeOf(message, group, history);
    if (waitsToBeRead({ message, group, place }, history)) return undefined;
    const rule = ruleOf(message, place);
    // The auditor cannot tell it from the messages with the same payload.
    const seen = message.sharesPayload && mayBeGone(place) ? "unreadable" : place;
    return { kind: kindOf(rule), rule, message, group, place: seen };
  };
}

type AllowedLoss = "lost/while-disconnected" | "lost/while-publisher-disconnected";

/** Returns a function that says by which rule the bus may lose a message; `undefined` if it may not. */
function createAllowance(
  group: Group,
  history: IndexedHistory,
): (message: MessageRecord) => AllowedLoss | undefined {
  const { guarantees } = history.header;
  let disconnections: readonly FaultWindow[] | undefined;
  const outages = new Map<string, readonly FaultWindow[]>();

  function fellInOutage(message: MessageRecord): boolean {
    const { publisher } = message;
    const found = outages.get(publisher) ?? publisherOutagesOf(publisher, group, history);
    outages.set(publisher, found);
    return fellInside(found, message, history);
  }

  return (message) => {
    if (!keepsMessages(guarantees)) {
      disconnections ??= disconnectionsOf(group, history);
      if (fellInside(disconnections, message, history)) return "lost/while-disconnected";
    }
    const isAllowed = losesWithPublisher(guarantees) && fellInOutage(message);
    return isAllowed ? "lost/while-publisher-disconnected" : undefined;
  };
}

/** An outbox acknowledges a message before Redis has it, so the moment of its commands counts too. */
function mayBeInLostTail(message: MessageRecord, history: IndexedHistory): boolean {
  const { faults, header } = history;
  if (mayHaveLostTail(message, faults)) return true;
  if (!header.guarantees.durableOutbox || !header.hasCommands) return false;
  const carriers = publishesOf(history).carriersOf(message);
  return carriers.some(
    (each) => hasAppended(each) && mayHaveLostTail({ settledMs: each.executedMs }, faults),
  );
}

function kindOf(rule: LossRule): Loss["kind"] {
  if (rule.startsWith("late/")) return "late";
  if (rule.startsWith("stranded/")) return "stranded";
  return rule === "dropped/reported-by-the-bus" ? "dropped" : "lost";
}

function committedInDoubt(history: IndexedHistory): ReadonlySet<MessageKey> {
  const committed = new Set<MessageKey>();
  for (const message of history.messages.values()) {
    if (message.outcome === "in-doubt" && existsInDoubt(message, history))
      committed.add(message.key);
  }
  return committed;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
