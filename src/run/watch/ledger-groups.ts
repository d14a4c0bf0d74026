import type { StartPosition } from "../../bus/contract.ts";
import type { DeliverInvoke } from "../../history/operations/message-operations.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { SubscribeInvoke } from "../../history/operations/subscription-operations.ts";
import type { LedgerMessage, LedgerMessages } from "./ledger-messages.ts";

/** A group that has an open subscription. */
export interface OpenGroup {
  readonly topic: string;
  readonly group: string;
  /** Where its first subscriber began. */
  readonly from: StartPosition;
  /** The messages that exist, that the group is entitled to, and that it has not handled. */
  missing(): readonly MessageKey[];
  /** The number of `missing` messages. */
  outstanding(): number;
  /** Number of messages that it has not handled, whether they exist or not. Canaries do not count. */
  unhandled(): number;
  /**
   * The number of messages with which its handler never succeeds, and that it got. They stay pending in Redis, unless
   * the bus gives them up.
   */
  failing(): number;
  /** The number of messages in a handler of the group that hangs. They stay pending in any case. */
  hanging(): number;
  /** Whether it handled one of these messages, of which those of other topics do not count. */
  handledAnyOf(messages: readonly MessageKey[]): boolean;
  /** Whether the message was acknowledged, and the group is entitled to it and has not handled it. */
  awaits(message: MessageKey): boolean;
}

/** The groups of a run, with the messages that each still waits for. */
export interface LedgerGroups {
  /** Groups with an open subscription. A group whose first subscribe call still runs is not open. */
  open(): readonly OpenGroup[];
  /** Number of handlers that have not returned, without those of messages with which they never succeed. */
  running(): number;
  /** Pairs of message and group that were handled. A second delivery does not count. */
  delivered(): number;
  /** Lets every open group of the topic wait for the message. */
  await(message: MessageKey, topic: string): void;
  /** Lets no group wait for the message any more. */
  forget(message: MessageKey): void;
  /**
   * Lets a group not wait for the canaries until now, which it may have missed before its subscription was in force.
   * A group that reads from the start waits for them nevertheless.
   */
  forgetCanaries(group: Pick<GroupState, "topic" | "group">): void;
  beginDelivery(invoke: DeliverInvoke): void;
  endDelivery(delivery: number, isHandled: boolean): void;
  beginSubscribing(invoke: SubscribeInvoke): void;
  endSubscribing(subscription: number, isOpen: boolean): void;
  beginClosing(subscription: number): void;
  endClosing(subscription: number): void;
  /** Ends the handlers and the subscriptions of a role, whose process has ended. */
  endProcess(role: string): void;
}

interface GroupState {
  readonly topic: string;
  readonly group: string;
  readonly from: StartPosition;
  readonly waiting: Set<MessageKey>;
  /** The messages with which its handler never succeeds. It waits for them no longer. */
  readonly failing: Set<MessageKey>;
  /** The subscriptions that are open. */
  readonly open: Set<number>;
}

/** A subscription in its group. */
interface Membership {
  readonly group: GroupState;
  readonly role: string;
}

/** The groups by name, with what they handled before they were open. */
interface GroupStates {
  values(): Iterable<GroupState>;
  get(wanted: Pick<GroupState, "topic" | "group">): GroupState | undefined;
  delivered(): number;
  handle(group: GroupState, message: MessageKey): void;
  /** Handles a message of a subscription whose subscribe call still runs. */
  handleEarly(invoke: SubscribeInvoke, message: MessageKey): void;
  /** Returns the group of a subscription that is open now. */
  open(invoke: SubscribeInvoke): GroupState;
}

function createGroupStates(messages: LedgerMessages, replaysFromStart: boolean): GroupStates {
  const groups = new Map<string, GroupState>();
  /** By name of a group that is not open yet: the messages that it has handled already. */
  const handledEarly = new Map<string, Set<MessageKey>>();
  let delivered = 0;

  function createGroup({ topic, group, from }: SubscribeInvoke): GroupState {
    const waiting = new Set<MessageKey>();
    if (from === "start" && replaysFromStart) {
      for (const [message, earlier] of messages.all) {
        if (earlier.topic === topic && earlier.outcome !== "rejected") waiting.add(message);
      }
    }
    return { topic, group, from, waiting, failing: new Set(), open: new Set<number>() };
  }

  function handle({ waiting }: GroupState, message: MessageKey): void {
    const awaited = [message, ...messages.equalTo(message)].find((each) => waiting.has(each));
    if (awaited !== undefined && waiting.delete(awaited)) delivered++;
  }

  return {
    values: () => groups.values(),
    get: (wanted) => groups.get(nameOf(wanted)),
    delivered: () => delivered,
    handle,
    handleEarly(invoke, message) {
      const name = nameOf(invoke);
      const group = groups.get(name);
      if (group) return handle(group, message);
      const handled = handledEarly.get(name);
      if (handled) handled.add(message);
      else handledEarly.set(name, new Set([message]));
    },
    open(invoke) {
      const name = nameOf(invoke);
      const known = groups.get(name);
      if (known) return known;
      const group = createGroup(invoke);
      groups.set(name, group);
      for (const message of handledEarly.get(name) ?? []) handle(group, message);
      handledEarly.delete(name);
      return group;
    },
  };
}

/** @param replaysFromStart whether a group from the start is entitled to earlier messages. */
export function createLedgerGroups(
  messages: LedgerMessages,
  replaysFromStart: boolean,
): LedgerGroups {
  const groups = createGroupStates(messages, replaysFromStart);
  const subscribing = new Map<number, SubscribeInvoke>();
  /** By subscription. Without those that are closed, so that it does not grow in a run for leaks. */
  const groupOf = new Map<number, Membership>();
  const running = new Map<number, DeliverInvoke>();

  function fail({ subscription }: DeliverInvoke, message: MessageKey): void {
    const invoke = subscribing.get(subscription);
    const group = groupOf.get(subscription)?.group ?? (invoke && groups.get(invoke));
    group?.waiting.delete(message);
    group?.failing.add(message);
  }

  return {
    open: () =>
      [...groups.values()]
        .filter(({ open }) => open.size > 0)
        .map((group) => viewGroup(group, messages, () => hangingIn(group, running, groupOf))),
    running: () => [...running.values()].filter((each) => !each.neverSucceeds).length,
    delivered: groups.delivered,
    await(message, topic) {
      for (const group of groups.values()) {
        if (group.topic === topic && group.open.size > 0) group.waiting.add(message);
      }
    },
    forget(message) {
      for (const group of groups.values()) group.waiting.delete(message);
    },
    forgetCanaries(ready) {
      const group = groups.get(ready);
      if (group && !(group.from === "start" && replaysFromStart)) forgetCanariesOf(group, messages);
    },
    beginDelivery(invoke) {
      running.set(invoke.delivery, invoke);
      if (invoke.neverSucceeds && invoke.message !== undefined) fail(invoke, invoke.message);
    },
    endDelivery(delivery, isHandled) {
      const start = running.get(delivery);
      running.delete(delivery);
      if (!isHandled || start?.message === undefined) return;
      const group = groupOf.get(start.subscription)?.group;
      const invoke = subscribing.get(start.subscription);
      if (group) groups.handle(group, start.message);
      // A bus may deliver to a subscription before its subscribe call resolves.
      else if (invoke) groups.handleEarly(invoke, start.message);
    },
    beginSubscribing: (invoke) => void subscribing.set(invoke.subscription, invoke),
    endSubscribing(subscription, isOpen) {
      const invoke = subscribing.get(subscription);
      subscribing.delete(subscription);
      if (!invoke || !isOpen) return;
      const group = groups.open(invoke);
      group.open.add(subscription);
      groupOf.set(subscription, { group, role: invoke.process });
    },
    beginClosing: (subscription) => void groupOf.get(subscription)?.group.open.delete(subscription),
    endClosing: (subscription) => void groupOf.delete(subscription),
    endProcess: (ended) => forgetProcess(ended, running, groupOf),
  };
}

function forgetCanariesOf({ waiting }: GroupState, { all }: LedgerMessages): void {
  for (const key of waiting) if (all.get(key)?.canary) waiting.delete(key);
}

function forgetProcess(
  ended: string,
  running: Map<number, DeliverInvoke>,
  groupOf: Map<number, Membership>,
): void {
  for (const [delivery, { process }] of running) if (process === ended) running.delete(delivery);
  for (const [subscription, { group, role }] of groupOf) {
    if (role !== ended) continue;
    group.open.delete(subscription);
    groupOf.delete(subscription);
  }
}

/** Counts the messages with which the handlers of a group never succeed, and that are in a handler now. */
function hangingIn(
  wanted: GroupState,
  running: ReadonlyMap<number, DeliverInvoke>,
  groupOf: ReadonlyMap<number, Membership>,
): number {
  const hanging = [...running.values()].filter(
    ({ neverSucceeds, subscription }) =>
      neverSucceeds && groupOf.get(subscription)?.group === wanted,
  );
  return new Set(hanging.map(({ message }) => message)).size;
}

function nameOf({ topic, group }: Pick<GroupState, "topic" | "group">): string {
  return `${topic}\n${group}`;
}

function viewGroup(
  { topic, group, from, waiting, failing }: GroupState,
  { all, exists }: LedgerMessages,
  hanging: () => number,
): OpenGroup {
  const count = (counts: (message: LedgerMessage) => boolean): number => {
    let found = 0;
    for (const key of waiting) {
      const message = all.get(key);
      if (message && counts(message)) found++;
    }
    return found;
  };
  const isThere = (message: LedgerMessage | undefined): boolean =>
    message !== undefined && exists(message);
  return {
    topic,
    group,
    from,
    missing: () => [...waiting].filter((key) => isThere(all.get(key))),
    outstanding: () => count(exists),
    unhandled: () => count(({ canary }) => !canary),
    failing: () => failing.size,
    hanging,
    awaits: (key) => waiting.has(key) && all.get(key)?.outcome === "acknowledged",
    handledAnyOf: (keys) =>
      keys.some((key) => {
        const message = all.get(key);
        return message?.topic === topic && !waiting.has(key) && isPublished(message);
      }),
  };
}

/** No group waits for a message that was rejected, but that does not mean that a group handled it. */
function isPublished({ outcome }: LedgerMessage): boolean {
  return outcome !== "rejected";
}
