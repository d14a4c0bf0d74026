import type { Operation } from "../../history/operation.ts";
import type { FaultEnd, FaultInvoke } from "../../history/operations/fault-operations.ts";
import { createLedgerGroups, type LedgerGroups, type OpenGroup } from "./ledger-groups.ts";
import { createLedgerMessages, type LedgerMessages } from "./ledger-messages.ts";

/**
 * The live counts of a run. The steps and the drain wait for them, and progress displays show them. They
 * decide no verdict: the judge reads the history file.
 */
export interface Ledger {
  /** Must see every operation, in order. */
  watch(operation: Operation): void;
  readonly counts: LedgerCounts;
  /** Groups with an open subscription. A group whose first subscribe call still runs is not open. */
  openGroups(): readonly OpenGroup[];
  /** Number of publish calls that have not settled. */
  unsettled(): number;
  /** Number of handlers that have not returned, without those of messages with which they never succeed. */
  running(): number;
}

interface LedgerCounts {
  readonly published: number;
  readonly acknowledged: number;
  readonly inDoubt: number;
  /** Pairs of message and group that were handled. A second delivery does not count. */
  readonly delivered: number;
}

/** @param replaysFromStart whether a group from the start is entitled to earlier messages. */
export function createLedger(replaysFromStart: boolean): Ledger {
  const messages = createLedgerMessages();
  const groups = createLedgerGroups(messages, replaysFromStart);
  return {
    watch: (operation) => watch(messages, groups, operation),
    get counts() {
      return { ...messages.counts, delivered: groups.delivered() };
    },
    openGroups: groups.open,
    unsettled: messages.unsettled,
    running: groups.running,
  };
}

function watch(messages: LedgerMessages, groups: LedgerGroups, operation: Operation): void {
  switch (operation.kind) {
    case "publish":
      watchPublish(messages, groups, operation);
      return;
    case "deliver":
      if (operation.type === "invoke") groups.beginDelivery(operation);
      else groups.endDelivery(operation.delivery, operation.type === "ok");
      return;
    case "subscribe":
      if (operation.type === "invoke") groups.beginSubscribing(operation);
      else groups.endSubscribing(operation.subscription, operation.type === "ok");
      return;
    case "close":
      if (operation.type === "invoke") groups.beginClosing(operation.subscription);
      else groups.endClosing(operation.subscription);
      return;
    case "process-end":
      groups.endProcess(operation.process);
      return;
    case "ready":
      groups.forgetCanaries(operation);
      return;
    case "wire":
      messages.storeBy(operation);
      return;
    case "fault":
      watchFault(messages, groups, operation);
      return;
    default:
  }
}

/** No group waits for messages that a fault took out of Redis. */
function watchFault(
  messages: LedgerMessages,
  groups: LedgerGroups,
  operation: FaultInvoke | FaultEnd,
): void {
  if (operation.type === "invoke") return messages.loseBy(operation);
  for (const { removed = [] } of operation.evidence) for (const key of removed) groups.forget(key);
}

function watchPublish(
  messages: LedgerMessages,
  groups: LedgerGroups,
  operation: PublishOperation,
): void {
  const { message } = operation;
  if (operation.type === "invoke") {
    messages.publish(operation);
    groups.await(message, operation.topic);
    return;
  }
  const isSettled = messages.settle(message, settledOutcomes[operation.type]);
  if (isSettled && operation.type === "fail") groups.forget(message);
}

type PublishOperation = Extract<Operation, { kind: "publish" }>;

const settledOutcomes = { ok: "acknowledged", fail: "rejected", info: "in-doubt" } as const;
