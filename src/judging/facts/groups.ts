import { keepsMessages } from "../../history/delivery-claims.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
  Rescue,
  SubscriptionRecord,
} from "../../history/indexed-history.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";

/** The subscribers that share the messages of one topic, and their deliveries. */
export interface Group {
  readonly topic: string;
  readonly name: string;
  /** The name for a person: with the topic, if the name stands for a group on each of several topics. */
  readonly label: string;
  readonly subscriptions: readonly SubscriptionRecord[];
  /** The roles that hold its subscriptions. */
  readonly processes: ReadonlySet<string>;
  /**
   * When its first subscribe call resolved; `Infinity` if none did. If the group then handled a canary before the
   * load, when it had handled that one.
   */
  readonly readyMs: number;
  /**
   * When the first of its subscriptions began to close, if all of them did before the drain ended; otherwise
   * `Infinity`. Messages that the group had not handled by then wait for the next subscriber.
   */
  readonly leftMs: number;
  readonly firstDeliveries: ReadonlyMap<MessageKey, DeliveryRecord>;
  /** All deliveries, in order of their start, of the messages that came more than once. */
  readonly repeated: ReadonlyMap<MessageKey, readonly DeliveryRecord[]>;
  /** All deliveries of one message to this group, in order of their start. */
  deliveriesOf(message: MessageKey): readonly DeliveryRecord[];
  /** The fresh subscriber that the harness opened in this group after the drain, if it opened one. */
  readonly rescue: GroupRescue | undefined;
}

/** A fresh subscriber of a group. A message that only came since it joined was stranded until then. */
interface GroupRescue {
  /** When the harness called subscribe. */
  readonly sinceMs: number;
  /** The messages that it handled, or that reached its handler, if that never succeeds with them. */
  readonly got: ReadonlySet<MessageKey>;
}

/** A delivery that belongs to no publish of its topic: its message is unknown, damaged or from another topic. */
export interface Stray {
  readonly kind: "unexpected" | "corrupt" | "misrouted";
  readonly delivery: DeliveryRecord;
}

export interface Grouping {
  readonly groups: readonly Group[];
  readonly strays: readonly Stray[];
}

interface GroupDraft {
  readonly topic: string;
  readonly name: string;
  readonly subscriptions: SubscriptionRecord[];
  readonly firstDeliveries: Map<MessageKey, DeliveryRecord>;
  readonly repeated: Map<MessageKey, DeliveryRecord[]>;
}

/** Sorts every delivery to its group, and collects the stray ones. */
export function groupDeliveries(history: IndexedHistory): Grouping {
  const drafts = new Map<string, GroupDraft>();
  const draftOf = new Map<SubscriptionRecord, GroupDraft>();
  for (const subscription of history.subscriptions) {
    const draft = draftFor(drafts, subscription);
    draft.subscriptions.push(subscription);
    draftOf.set(subscription, draft);
  }
  const strays: Stray[] = [];
  for (const delivery of history.deliveries) {
    const kind = strayKind(delivery);
    if (kind) strays.push({ kind, delivery });
    const draft = draftOf.get(delivery.subscription);
    if (draft && delivery.message?.topic === draft.topic) add(draft, delivery, delivery.message);
  }
  const drainedMs = history.drain?.timeMs ?? Infinity;
  const namesakes = Map.groupBy(drafts.values(), ({ name }) => name);
  const groups = [...drafts.values()].map((draft) => ({
    ...finish(draft, drainedMs),
    label: labelOf(draft, namesakes.get(draft.name)?.length ?? 1),
    rescue: rescueIn(draft, history.rescues),
  }));
  return { groups, strays };
}

function labelOf({ name, topic }: GroupDraft, namesakes: number): string {
  return namesakes > 1 ? `${name} of ${topic}` : name;
}

function rescueIn({ topic, name }: GroupDraft, rescues: readonly Rescue[]) {
  const own = rescues.filter(
    ({ subscription }) => subscription.topic === topic && subscription.group === name,
  );
  if (own.length === 0) return undefined;
  const handled = own
    .flatMap(({ deliveries }) => deliveries)
    // A message with which the handler never succeeds can only reach it.
    .filter(({ outcome, start }) => outcome === "handled" || start.neverSucceeds === true);
  return {
    sinceMs: Math.min(...own.map(({ subscription }) => subscription.invokedMs)),
    got: new Set(handled.flatMap(({ message }) => message?.key ?? [])),
  };
}

function draftFor(drafts: Map<string, GroupDraft>, { topic, group }: SubscriptionRecord) {
  const key = `${topic}\n${group}`;
  let draft = drafts.get(key);
  if (!draft) {
    const maps = { firstDeliveries: new Map(), repeated: new Map() };
    draft = { topic, name: group, subscriptions: [], ...maps };
    drafts.set(key, draft);
  }
  return draft;
}

function strayKind({ start, message, subscription }: DeliveryRecord): Stray["kind"] | undefined {
  if (start.damage === "corrupt") return "corrupt";
  if (!message) return "unexpected";
  const { topic } = subscription;
  return message.topic === topic && start.topic === topic ? undefined : "misrouted";
}

function add(draft: GroupDraft, delivery: DeliveryRecord, { key }: MessageRecord): void {
  const first = draft.firstDeliveries.get(key);
  if (!first) {
    draft.firstDeliveries.set(key, delivery);
    return;
  }
  const all = draft.repeated.get(key);
  if (all) all.push(delivery);
  else draft.repeated.set(key, [first, delivery]);
}

/**
 * Returns since when a subscription is known to be in force: since its first canary, or, without one, since its
 * subscribe call resolved. `Infinity` if that never did.
 */
export function inForceMs({ heardMs, readyMs = Infinity }: SubscriptionRecord): number {
  return heardMs ?? readyMs;
}

function finish(draft: GroupDraft, drainedMs: number): Omit<Group, "rescue" | "label"> {
  const { subscriptions, firstDeliveries, repeated } = draft;
  const closes = subscriptions.map(({ closeInvokedMs = Infinity }) => closeInvokedMs);
  const left = closes.every((closeMs) => closeMs < drainedMs);
  return {
    ...draft,
    processes: new Set(subscriptions.map(({ process }) => process)),
    readyMs: Math.min(...subscriptions.map(inForceMs)),
    leftMs: left ? Math.min(...closes) : Infinity,
    deliveriesOf(message) {
      const first = firstDeliveries.get(message);
      return repeated.get(message) ?? (first ? [first] : []);
    },
  };
}

/**
 * Returns whether a handler of the group was called with a message with which it never succeeds, as the plan says. No
 * bus can get such a message handled, so it is not lost. A message that never reached the handler may be.
 */
export function cannotSucceed({ deliveriesOf }: Group, key: MessageKey): boolean {
  return deliveriesOf(key).some(({ start }) => start.neverSucceeds === true);
}

/**
 * Returns whether a group received a message: for an at-least-once bus, whether a handler finished it; for any
 * other bus, whether a handler was called. A delivery since a fresh subscriber joined the group does not count,
 * because the bus may have made it only for that reason.
 */
export function wasReceived(group: Group, key: MessageKey, guarantees: HistoryGuarantees): boolean {
  const first = group.firstDeliveries.get(key);
  const untilMs = group.rescue?.sinceMs ?? Infinity;
  if (!first || first.start.timeMs >= untilMs) return false;
  if (!keepsMessages(guarantees) || first.outcome === "handled") return true;
  return group
    .deliveriesOf(key)
    .some(({ outcome, start }) => outcome === "handled" && start.timeMs < untilMs);
}
