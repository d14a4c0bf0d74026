import type { Operation } from "../../history/operation.ts";
import type { FaultInvoke } from "../../history/operations/fault-operations.ts";
import type { DeliverInvoke, PublishInvoke } from "../../history/operations/message-operations.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type {
  CloseEnd,
  CloseInvoke,
  SubscribeInvoke,
} from "../../history/operations/subscription-operations.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { hasAppended } from "../../judging/commands/publish-commands.ts";
import { mayLoseData } from "../../judging/facts/redis-data-loss.ts";

/**
 * The live tally of a run: what the course and the drain wait on, and what progress displays show.
 * It decides nothing; the verdict comes from the history on disk.
 */
export interface Ledger {
  watch(operation: Operation): void;
  readonly counts: LedgerCounts;
  /** Groups with an open subscription, those still subscribing left out. */
  openGroups(): readonly OpenGroup[];
  /** Publish calls that have not settled. */
  unsettled(): number;
  /** Handlers that have not returned. */
  running(): number;
}

interface LedgerCounts {
  published: number;
  acknowledged: number;
  inDoubt: number;
  /** Pairs of message and group, however often the message came. */
  delivered: number;
}

export interface OpenGroup {
  readonly topic: string;
  readonly group: string;
  /** The role whose bus holds the subscription that opened it. */
  readonly process: string;
  /**
   * Messages the group is entitled to and has not handled, and which exist: they were acknowledged, or
   * Redis was seen to store them and can't have forgotten them.
   */
  outstanding(): number;
  /** Messages of the load that it has not handled, be they ever so much in doubt. */
  unhandled(): number;
  handledAnyOf(messages: readonly MessageKey[]): boolean;
  /** The message was acknowledged, and the group is entitled to it and has not handled it. */
  awaits(message: MessageKey): boolean;
}

interface GroupState {
  readonly topic: string;
  readonly group: string;
  readonly process: string;
  readonly waiting: Set<MessageKey>;
  readonly open: Set<number>;
}

interface PublishedMessage {
  readonly topic: string;
  readonly publisher: string;
  readonly canary: boolean;
  outcome: "unsettled" | "acknowledged" | "rejected" | "in-doubt";
  /** When Redis was last seen to store it; `-Infinity` if it never was. */
  storedMs: number;
}

interface LedgerState {
  readonly replaysFromStart: boolean;
  readonly counts: LedgerCounts;
  readonly messages: Map<MessageKey, PublishedMessage>;
  readonly groups: Map<string, GroupState>;
  readonly subscribing: Map<number, SubscribeInvoke>;
  /** The groups of the subscriptions that are not closed. */
  readonly groupOf: Map<number, GroupState>;
  readonly running: Map<number, DeliverInvoke>;
  unsettled: number;
  /** Redis may have lost what it had stored by then. */
  forgottenMs: number;
}

export function createLedger(replaysFromStart: boolean): Ledger {
  const state: LedgerState = {
    replaysFromStart,
    counts: { published: 0, acknowledged: 0, inDoubt: 0, delivered: 0 },
    messages: new Map(),
    groups: new Map(),
    subscribing: new Map(),
    groupOf: new Map(),
    running: new Map(),
    unsettled: 0,
    forgottenMs: -Infinity,
  };
  return {
    watch: (operation) => watch(state, operation),
    counts: state.counts,
    openGroups: () =>
      [...state.groups.values()]
        .filter(({ open }) => open.size > 0)
        .map((group) => viewGroup(group, state)),
    unsettled: () => state.unsettled,
    running: () => state.running.size,
  };
}

function watch(state: LedgerState, operation: Operation): void {
  switch (operation.kind) {
    case "publish":
      if (operation.type === "invoke") addPublished(state, operation);
      else settle(state, operation.message, settledOutcomes[operation.type]);
      return;
    case "deliver":
      if (operation.type === "invoke") state.running.set(operation.delivery, operation);
      else endDelivery(state, operation.delivery, operation.type === "ok");
      return;
    case "subscribe":
      if (operation.type === "invoke") state.subscribing.set(operation.subscription, operation);
      else endSubscribing(state, operation.subscription, operation.type === "ok");
      return;
    case "close":
      watchClose(state, operation);
      return;
    case "wire":
      watchCommand(state, operation);
      return;
    case "fault":
      if (operation.type === "invoke") watchFault(state, operation);
      return;
    default:
  }
}

function addPublished(state: LedgerState, invoke: PublishInvoke): void {
  const { message, topic, process: publisher, canary = false } = invoke;
  state.counts.published++;
  state.unsettled++;
  const unknown = { outcome: "unsettled", storedMs: -Infinity } as const;
  state.messages.set(message, { topic, publisher, canary, ...unknown });
  for (const group of state.groups.values()) {
    if (group.topic === topic && group.open.size > 0) group.waiting.add(message);
  }
}

function settle(
  state: LedgerState,
  message: MessageKey,
  outcome: PublishedMessage["outcome"],
): void {
  const entry = state.messages.get(message);
  if (entry?.outcome !== "unsettled") return;
  entry.outcome = outcome;
  state.unsettled--;
  if (outcome === "acknowledged") state.counts.acknowledged++;
  if (outcome === "in-doubt") state.counts.inDoubt++;
  if (outcome !== "rejected") return;
  for (const group of state.groups.values()) group.waiting.delete(message);
}

function endDelivery(state: LedgerState, delivery: number, ok: boolean): void {
  const start = state.running.get(delivery);
  state.running.delete(delivery);
  if (!ok || start?.message === undefined) return;
  const group = state.groupOf.get(start.subscription);
  if (group?.waiting.delete(start.message)) state.counts.delivered++;
}

function endSubscribing(state: LedgerState, subscription: number, ok: boolean): void {
  const invoke = state.subscribing.get(subscription);
  state.subscribing.delete(subscription);
  if (!invoke || !ok) return;
  const name = `${invoke.topic}\n${invoke.group}`;
  const group = state.groups.get(name) ?? createGroup(state, invoke);
  state.groups.set(name, group);
  group.open.add(subscription);
  state.groupOf.set(subscription, group);
}

function createGroup(state: LedgerState, { topic, group, process, from }: SubscribeInvoke) {
  const waiting = new Set<MessageKey>();
  if (from === "start" && state.replaysFromStart) {
    for (const [message, earlier] of state.messages) {
      if (earlier.topic === topic && earlier.outcome !== "rejected") waiting.add(message);
    }
  }
  return { topic, group, process, waiting, open: new Set<number>() };
}

function watchClose(
  { groupOf }: LedgerState,
  { type, subscription }: CloseInvoke | CloseEnd,
): void {
  if (type === "invoke") groupOf.get(subscription)?.open.delete(subscription);
  // The ledger must not grow with subscriptions while it is leaks that are looked for.
  else groupOf.delete(subscription);
}

function watchCommand({ messages }: LedgerState, command: WireCommand): void {
  if (!command.messages || !hasAppended(command)) return;
  for (const key of command.messages) {
    const message = messages.get(key);
    // Others may pass a message on, which is no publish.
    if (message?.publisher === command.process) message.storedMs = command.executedMs ?? -Infinity;
  }
}

function watchFault(state: LedgerState, fault: FaultInvoke): void {
  if (mayLoseData(fault)) state.forgottenMs = fault.timeMs;
}

function viewGroup(
  { topic, group, process, waiting }: GroupState,
  { messages, forgottenMs }: LedgerState,
): OpenGroup {
  const exists = (message: PublishedMessage): boolean =>
    message.outcome === "acknowledged" ||
    (message.outcome === "in-doubt" && message.storedMs > forgottenMs);
  return {
    topic,
    group,
    process,
    outstanding: () => countIn(waiting, messages, exists),
    unhandled: () => countIn(waiting, messages, ({ canary }) => !canary),
    awaits: (key) => waiting.has(key) && messages.get(key)?.outcome === "acknowledged",
    handledAnyOf: (keys) => keys.some((key) => !waiting.has(key) && isPublished(messages.get(key))),
  };
}

/** Nobody waits for a message that was rejected, but nobody handled it either. */
function isPublished(message: PublishedMessage | undefined): boolean {
  return message !== undefined && message.outcome !== "rejected";
}

const settledOutcomes = { ok: "acknowledged", fail: "rejected", info: "in-doubt" } as const;

function countIn(
  keys: ReadonlySet<MessageKey>,
  messages: LedgerState["messages"],
  counts: (message: PublishedMessage) => boolean,
): number {
  let count = 0;
  for (const key of keys) {
    const message = messages.get(key);
    if (message && counts(message)) count++;
  }
  return count;
}
