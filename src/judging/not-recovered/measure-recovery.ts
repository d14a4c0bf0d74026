import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { entitlementOf } from "../facts/entitlement.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { deliveryLatenciesOf } from "../facts/latencies.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { lateShareOf } from "./late-load.ts";
import { probeLimitMs, stabilityMs, stabilityProbes } from "./recovery-limits.ts";
import {
  measurePace,
  type LoadOfParticipant,
  type MessageTiming,
  type Pace,
} from "./recovery-pace.ts";
import { resumption } from "./resumption-rule.ts";

/** The recovery of a run, counted from the last heal. The slowest participant decides, never the mean. */
export interface Recovery {
  /** The true value lies between the two; `Infinity` if the steady state was not seen again. */
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly limitMs: number;
  readonly perProcess: readonly ProcessRecovery[];
  /** Participants without a probe after the heal: nothing is known about their recovery. */
  readonly unprobed: readonly string[];
}

/** The recovery of one participant: a publisher, or the subscribers of a group. */
export interface ProcessRecovery {
  /** The role, or the roles of a group. */
  readonly process: string;
  readonly lowerMs: number;
  readonly upperMs: number;
  /** From the verified heal to the last probe: how long a recovery could have been seen. */
  readonly watchedMs: number;
  /** No probe was ever completed. */
  readonly isDeaf: boolean;
  readonly pace: Pace;
  /** The share of the load since the heal that the harness itself sent too late. */
  readonly lateShare: number;
}

/** The last heal of a run: the moment just before the call, and the moment when it was verified. */
interface LastHeal {
  readonly healCallMs: number;
  readonly healedMs: number;
}

/** A message of the load that was intended after the heal. */
interface Probe {
  readonly intendedMs: number;
  /** When it was acknowledged or delivered; `undefined` if it never was. */
  readonly completedMs: number | undefined;
}

/** Computed once for a history. */
export const recoveryOf = oncePerHistory((history) => ({ recovery: measureRecovery(history) }));

/**
 * Returns the recovery as the rules and the report show it. If the header asks for resumption instead,
 * the load is too small for a bracket to mean anything.
 */
export function reportedRecoveryOf(history: IndexedHistory): Recovery | undefined {
  return history.header.checkers.includes(resumption) ? undefined : recoveryOf(history).recovery;
}

/** A participant with the messages that show its recovery. */
interface ProbedParticipant extends LoadOfParticipant {
  /** The role, or the roles of a group. */
  readonly process: string;
  readonly probes: readonly Probe[];
}

/**
 * Measures how long each participant took to be in its steady state again. The messages that were
 * intended after the heal are the probes. The steady state is back at the first moment from which every
 * probe was acknowledged, or delivered, within the normal latency. Returns `undefined` if there was no
 * fault, if a fault was never healed, or if there is no probe.
 *
 *    2000 ms  the heal is called, and verified at 2030 ms
 *    2500 ms  a publish fails; it is the last one that does
 *    2600 ms  a publish is acknowledged after 5 ms, and so is every later one
 *     → recovery of publisher-0: at least 470 ms, at most 605 ms
 */
function measureRecovery(history: IndexedHistory): Recovery | undefined {
  const { groups } = factsOf(history);
  const { steady } = deliveryLatenciesOf(history);
  const heal = lastHeal(history.faults);
  if (!heal) return undefined;
  const limitMs = probeLimitMs(steady?.p99);
  const load = [...history.messages.values()].filter(({ canary }) => !canary);
  const listening = attachedGroups(groups, load);
  const candidates = load.filter(
    ({ intendedMs, outcome }) => intendedMs >= heal.healedMs && outcome === "acknowledged",
  );
  const processes = [
    ...publisherProbes(load, heal),
    ...listening.map((group) =>
      groupProbes(group, entitlementOf(group, history), { load, candidates }),
    ),
  ];
  const probed = processes.filter(({ probes }) => probes.length > 0);
  if (probed.length === 0) return undefined;
  const disturbedMs = history.faults[0]?.injectCallMs ?? Infinity;
  const moments = { ...heal, disturbedMs, limitMs: history.header.recoveryLimitMs };
  const lateShare = lateShareOf(load, moments);
  const perProcess = probed.map((each) => ({
    ...bracket(each, heal, limitMs),
    ...describePace(each, moments),
    lateShare,
  }));
  return {
    lowerMs: Math.max(...perProcess.map(({ lowerMs }) => lowerMs)),
    upperMs: Math.max(...perProcess.map(({ upperMs }) => upperMs)),
    limitMs: history.header.recoveryLimitMs,
    perProcess,
    unprobed: processes.filter((each) => !probed.includes(each)).map(({ process }) => process),
  };
}

function lastHeal(faults: readonly FaultRecord[]): LastHeal | undefined {
  let last: LastHeal | undefined;
  for (const { healCallMs, healedMs } of faults) {
    if (healCallMs === undefined || healedMs === undefined) return undefined;
    if (!last || healedMs >= last.healedMs) last = { healCallMs, healedMs };
  }
  return last;
}

function publisherProbes(
  load: readonly MessageRecord[],
  { healedMs }: LastHeal,
): ProbedParticipant[] {
  const byPublisher = Map.groupBy(load, ({ publisher }) => publisher);
  return [...byPublisher].map(([process, messages]) => {
    const timings = messages.map(({ intendedMs, outcome, settledMs }) => {
      const completedMs = outcome === "acknowledged" ? settledMs : undefined;
      return { intendedMs, completedMs, settledMs };
    });
    const probes = timings.filter(({ intendedMs }) => intendedMs >= healedMs);
    return { process, load: timings, probes };
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
  const { topic, processes, firstDeliveries, readyMs } = group;
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
    process: [...processes].join(", "),
    load: sinceReady.map(timingOf),
    probes: probes.map(timingOf),
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

interface JudgedMoments extends LastHeal {
  readonly disturbedMs: number;
  /** How long a recovery may take. */
  readonly limitMs: number;
}

function describePace(
  participant: ProbedParticipant,
  { disturbedMs, healedMs, limitMs }: JudgedMoments,
): Pick<ProcessRecovery, "isDeaf" | "pace"> {
  const lastMs = participant.probes.reduce((last, { intendedMs }) => Math.max(last, intendedMs), 0);
  const judgedUntilMs = Math.min(healedMs + limitMs, lastMs);
  return {
    isDeaf: participant.probes.every(({ completedMs }) => completedMs === undefined),
    pace: measurePace(participant, { disturbedMs, healedMs, judgedUntilMs }),
  };
}

type RecoveryBracket = Pick<ProcessRecovery, "process" | "lowerMs" | "upperMs" | "watchedMs">;

function bracket(
  { process, probes }: ProbedParticipant,
  { healCallMs, healedMs }: LastHeal,
  limitMs: number,
): RecoveryBracket {
  const inOrder = probes.toSorted((left, right) => left.intendedMs - right.intendedMs);
  const lastBad = inOrder.findLast((probe) => !isGood(probe, limitMs));
  const lowerMs = lastBad ? lastBad.intendedMs - healedMs : 0;
  const good = inOrder.filter(({ intendedMs }) => intendedMs > (lastBad?.intendedMs ?? -Infinity));
  const first = good[0];
  const shown =
    good.length >= stabilityProbes &&
    (good.at(-1)?.intendedMs ?? 0) - (first?.intendedMs ?? 0) >= stabilityMs;
  const upperMs = shown ? (first?.completedMs ?? Infinity) - healCallMs : Infinity;
  const watchedMs = (inOrder.at(-1)?.intendedMs ?? healedMs) - healedMs;
  return { process, lowerMs, upperMs, watchedMs };
}

function isGood({ intendedMs, completedMs = Infinity }: Probe, limitMs: number): boolean {
  return completedMs - intendedMs <= limitMs;
}
