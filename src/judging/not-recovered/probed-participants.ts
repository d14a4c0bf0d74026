import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { entitlementOf } from "../facts/entitlement.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import type { LoadOfParticipant, MessageTiming } from "./recovery-pace.ts";

/** A message of the load that was intended after the heal. */
export interface Probe {
  readonly intendedMs: number;
  /** When it was acknowledged or delivered; `undefined` if it never was. */
  readonly completedMs: number | undefined;
}

/** A participant with the messages that show its recovery. */
export interface ProbedParticipant extends LoadOfParticipant {
  /** The role, or the roles of a group, with its topic if its label has one. */
  readonly process: string;
  readonly isPublisher: boolean;
  readonly probes: readonly Probe[];
  /** How many publish calls of a publisher never settled. 0 for a group. */
  readonly unsettled: number;
}

/**
 * Returns every publisher and every group that must recover, with the part of the load that shows it. A
 * group need not get a message that was not acknowledged, so such a message is no probe of a group.
 */
export function probedParticipants(
  history: IndexedHistory,
  load: readonly MessageRecord[],
  healedMs: number,
): readonly ProbedParticipant[] {
  const candidates = load.filter(
    ({ intendedMs, outcome }) => intendedMs >= healedMs && outcome === "acknowledged",
  );
  const attached = attachedGroups(factsOf(history).groups, load);
  return [
    ...publisherProbes(load, healedMs),
    ...attached.map((group) =>
      groupProbes(group, entitlementOf(group, history), { load, candidates }),
    ),
  ];
}

function publisherProbes(load: readonly MessageRecord[], healedMs: number): ProbedParticipant[] {
  const byPublisher = Map.groupBy(load, ({ publisher }) => publisher);
  return [...byPublisher].map(([process, messages]) => {
    const timings = messages.map(({ intendedMs, outcome, settledMs }) => {
      const completedMs = outcome === "acknowledged" ? settledMs : undefined;
      return { intendedMs, completedMs, settledMs };
    });
    const probes = timings.filter(({ intendedMs }) => intendedMs >= healedMs);
    const unsettled = messages.filter(({ settledMs }) => settledMs === undefined).length;
    return { process, isPublisher: true, load: timings, probes, unsettled };
  });
}

interface ProbeCandidates {
  readonly load: readonly MessageRecord[];
  /** The acknowledged messages that were intended after the heal. */
  readonly candidates: readonly MessageRecord[];
}

function groupProbes(
  group: Group,
  isEntitled: (message: MessageRecord) => boolean,
  { load, candidates }: ProbeCandidates,
): ProbedParticipant {
  const { topic, processes, firstDeliveries, readyMs, label, name } = group;
  const timingOf = ({ key, intendedMs, outcome, settledMs }: MessageRecord): MessageTiming => {
    const completedMs = firstDeliveries.get(key)?.start.timeMs;
    // The bus need not deliver a message that was not acknowledged.
    const abandonedMs = outcome === "acknowledged" ? undefined : settledMs;
    return { intendedMs, completedMs, settledMs: completedMs ?? abandonedMs };
  };
  const isOfTopic = (message: MessageRecord): boolean => message.topic === topic;
  // A message that arrived shows that the group hears, even if the bus did not owe it to the group.
  const probes = candidates
    .filter(isOfTopic)
    .filter((message) => isEntitled(message) || firstDeliveries.has(message.key));
  const sinceReady = load.filter(isOfTopic).filter(({ invokedMs }) => invokedMs > readyMs);
  return {
    process: [...processes].join(", ") + label.slice(name.length),
    isPublisher: false,
    load: sinceReady.map(timingOf),
    probes: probes.map(timingOf),
    unsettled: 0,
  };
}

/**
 * Leaves out groups that were never ready, and groups whose subscriptions all began to close before the
 * load ended: these need not recover.
 */
function attachedGroups(groups: readonly Group[], load: readonly MessageRecord[]): Group[] {
  const loadEndMs = load.reduce((end, { intendedMs }) => Math.max(end, intendedMs), -Infinity);
  return groups.filter(
    ({ subscriptions, readyMs }) =>
      readyMs !== Infinity &&
      subscriptions.some(({ closeInvokedMs = Infinity }) => closeInvokedMs > loadEndMs),
  );
}
