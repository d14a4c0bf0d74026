import { keepsMessages } from "../../history/delivery-claims.ts";
import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import type { DeadLetter } from "../../history/operations/dead-letters.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import { factsOf } from "../facts/facts.ts";
import { attemptsOf, deadLettersOf, isRightlyDead } from "../facts/given-up-messages.ts";
import { cannotSucceed, wasReceived, type Group } from "../facts/groups.ts";
import { incompletenessOf } from "./incomplete-letter.ts";

/** The rules that decide about one message that is a dead letter, or that should be one. */
export type DeadLetterRule =
  | "dead-lettered/accounted-for"
  | "dead-lettered/missing"
  | "dead-lettered/not-yet"
  | "dead-lettered/doubled"
  | "dead-lettered/too-early"
  | "dead-lettered/also-handled"
  | "dead-lettered/incomplete"
  | "dead-lettered/still-pending";

/** A message that a group could not handle, and what became of it. */
export interface DeadMessage {
  readonly rule: DeadLetterRule;
  readonly message: MessageRecord;
  readonly group: Group;
  readonly attempts: number;
  readonly letters: readonly DeadLetter[];
  /** The part of the dead letter that is missing or wrong. Only for an incomplete one. */
  readonly lacks?: string;
}

/**
 * Returns the messages of a bus that claims dead letters which are dead letters, or which should be. The first rule that
 * applies decides.
 *
 *    1000 ms  group a fails with publisher-0/7 for the third time; the bus claims three attempts
 *    5000 ms  the auditor reads the dead letters: publisher-0/7 is there twice
 *     → publisher-0/7 is doubled
 */
export function deadMessagesOf(history: IndexedHistory): readonly DeadMessage[] {
  const { header, drain } = history;
  if (!keepsMessages(header.guarantees) || !drain || drain.outcome === "progressing") return [];
  const letters = deadLettersOf(history);
  return factsOf(history)
    .groups.filter(({ topic, leftMs }) => letters.has(topic) && leftMs === Infinity)
    .flatMap((group) =>
      messagesOf(group, letters.get(group.topic)).flatMap((key) =>
        judgeMessage(group, key, history),
      ),
    );
}

/** Returns the messages that a group tried, and those that are dead letters. */
function messagesOf(
  { firstDeliveries }: Group,
  letters: ReadonlyMap<MessageKey, unknown> = new Map(),
): readonly MessageKey[] {
  return [...new Set([...firstDeliveries.keys(), ...letters.keys()])];
}

function judgeMessage(
  group: Group,
  key: MessageKey,
  history: IndexedHistory,
): readonly DeadMessage[] {
  const message = history.messages.get(key);
  const letters = deadLettersOf(history).get(group.topic)?.get(key) ?? [];
  if (!message || (letters.length === 0 && !cannotSucceed(group, key))) return [];
  const attempts = attemptsOf(group, key);
  const found = { message, group, attempts, letters };
  if (letters.length === 0) {
    const rule = ruleOfMissing(found, history);
    return rule ? [{ ...found, rule }] : [];
  }
  const lacks = incompletenessOf(found, history);
  const rule = ruleOfLetter(found, history, lacks !== undefined);
  return rule ? [{ ...found, rule, ...(lacks !== undefined && { lacks }) }] : [];
}

type Found = Omit<DeadMessage, "rule" | "lacks">;

/** Returns the rule for a message without a dead letter, with which the handler never succeeds. */
function ruleOfMissing(
  { group, message, attempts }: Found,
  history: IndexedHistory,
): DeadLetterRule | undefined {
  const { maxAttempts } = history.header.guarantees.retries;
  if (group.deliveriesOf(message.key).some((each) => isInHand(each, history))) return undefined;
  if (attempts >= maxAttempts) return "dead-lettered/missing";
  // The bus may still have it, and may try it again later.
  const audit = factsOf(history).audits.get(group.topic);
  const isKept = audit === undefined || audit.pendingOf(group.name).includes(message.key);
  return isKept ? "dead-lettered/not-yet" : "dead-lettered/missing";
}

/** Returns whether the handler had the message when the drain ended, and its process lived. */
function isInHand(
  { start, endMs }: DeliveryRecord,
  { drain, processEnds }: IndexedHistory,
): boolean {
  const drainedMs = drain?.timeMs ?? Infinity;
  if ((endMs ?? Infinity) <= drainedMs) return false;
  return !processEnds.some(
    ({ process, timeMs }) =>
      process === start.process && timeMs >= start.timeMs && timeMs <= drainedMs,
  );
}

function ruleOfLetter(
  { group, message, attempts, letters }: Found,
  history: IndexedHistory,
  isIncomplete: boolean,
): DeadLetterRule | undefined {
  const { guarantees } = history.header;
  const tried = factsOf(history).groups.filter(
    ({ topic, firstDeliveries }) => topic === group.topic && firstDeliveries.has(message.key),
  );
  const unsuccessful = tried.filter((each) => !wasReceived(each, message.key, guarantees));
  if (letters.length > Math.max(1, tried.length)) return "dead-lettered/doubled";
  if (wasReceived(group, message.key, guarantees)) {
    return unsuccessful.length === 0 ? "dead-lettered/also-handled" : undefined;
  }
  if (letters.length > Math.max(1, unsuccessful.length)) return "dead-lettered/doubled";
  if (attempts + disturbancesOf(history) < guarantees.retries.maxAttempts)
    return "dead-lettered/too-early";
  const audit = factsOf(history).audits.get(group.topic);
  if (audit?.pendingOf(group.name).includes(message.key)) return "dead-lettered/still-pending";
  if (isIncomplete) return "dead-lettered/incomplete";
  return isRightlyDead(group, message.key, history) ? "dead-lettered/accounted-for" : undefined;
}

/**
 * Returns how many attempts the handler may have missed: Redis counts an attempt when it hands a message out, and a fault
 * or the end of a process can keep that message from its handler.
 */
function disturbancesOf({ faults, processEnds }: IndexedHistory): number {
  return faults.length + processEnds.length;
}
