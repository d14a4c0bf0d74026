import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { entitlementOf } from "../facts/entitlement.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { deliveryLatenciesOf } from "../facts/latencies.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { heldUpShare } from "./recovery-hold-ups.ts";
import { probeLimitMs, stabilityMs, stabilityProbes } from "./recovery-limits.ts";
import { measurePace, type Course, type Pace, type Passage } from "./recovery-pace.ts";
import { resumption } from "./resumption.ts";

/** Recovery from the last heal: the slowest publisher or subscriber decides, never the mean. */
export interface Recovery {
  /** Bracket that holds the true value; `Infinity` if it never came. */
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly limitMs: number;
  readonly perProcess: readonly ProcessRecovery[];
  /** Publishers and subscribers without a single probe after the heal: nothing is known of them. */
  readonly unprobed: readonly string[];
}

export interface ProcessRecovery {
  readonly process: string;
  readonly lowerMs: number;
  readonly upperMs: number;
  /** From the verified heal to the last probe: how long a recovery could have been seen. */
  readonly watchedMs: number;
  /** No probe was ever completed. */
  readonly isDeaf: boolean;
  readonly pace: Pace;
  /** Share of the load since the heal that the harness itself was too late to send. */
  readonly heldUpShare: number;
}

/** The last heal of a run: just before it was called, and when it was verified. */
interface Heal {
  readonly healCallMs: number;
  readonly healedMs: number;
}

/** One message of the load that was intended after the heal. */
interface Probe {
  readonly intendedMs: number;
  /** When it was acknowledged or delivered; `undefined` if it never was. */
  readonly completedMs: number | undefined;
}

/** Computed once for a history. */
export const recoveryOf = oncePerHistory((history) => ({ recovery: measureRecovery(history) }));

/**
 * Returns the recovery as the rules and the report show it. Where only resumption is asked for, the load
 * is too small for a bracket to mean anything.
 */
export function reportedRecoveryOf(history: IndexedHistory): Recovery | undefined {
  return history.header.checkers.includes(resumption) ? undefined : recoveryOf(history).recovery;
}

interface ProbedProcess extends Course {
  readonly process: string;
  readonly probes: readonly Probe[];
}

/**
 * The load itself are the probes: it goes on at its pace after the heal. The steady state is back at
 * the first moment after which every probe was published, or delivered, within the normal latency.
 * `undefined` without a fault, with one that was never healed, or without any probe.
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
  const share = heldUpShare(load, moments);
  const perProcess = probed.map((each) => ({
    ...bracket(each, heal, limitMs),
    ...describeCourse(each, moments),
    heldUpShare: share,
  }));
  return {
    lowerMs: Math.max(...perProcess.map(({ lowerMs }) => lowerMs)),
    upperMs: Math.max(...perProcess.map(({ upperMs }) => upperMs)),
    limitMs: history.header.recoveryLimitMs,
    perProcess,
    unprobed: processes.filter((each) => !probed.includes(each)).map(({ process }) => process),
  };
}

function lastHeal(faults: readonly FaultRecord[]): Heal | undefined {
  let last: Heal | undefined;
  for (const { healCallMs, healedMs } of faults) {
    if (healCallMs === undefined || healedMs === undefined) return undefined;
    if (!last || healedMs >= last.healedMs) last = { healCallMs, healedMs };
  }
  return last;
}

function publisherProbes(load: readonly MessageRecord[], { healedMs }: Heal): ProbedProcess[] {
  const passagesOf = Map.groupBy(load, ({ publisher }) => publisher);
  return [...passagesOf].map(([process, messages]) => {
    const passages = messages.map(({ intendedMs, outcome, settledMs }) => {
      const completedMs = outcome === "acknowledged" ? settledMs : undefined;
      return { intendedMs, completedMs, settledMs };
    });
    const probes = passages.filter(({ intendedMs }) => intendedMs >= healedMs);
    return { process, passages, probes };
  });
}

interface Load {
  readonly load: readonly MessageRecord[];
  /** What may be a probe. */
  readonly candidates: readonly MessageRecord[];
}

function groupProbes(
  group: Group,
  isEntitled: (message: MessageRecord) => boolean,
  { load, candidates }: Load,
): ProbedProcess {
  const { topic, processes, firstDeliveries, readyMs } = group;
  const passageOf = ({ key, intendedMs, outcome, settledMs }: MessageRecord): Passage => {
    const completedMs = firstDeliveries.get(key)?.start.timeMs;
    // Nobody owes it what was not acknowledged.
    const abandonedMs = outcome === "acknowledged" ? undefined : settledMs;
    return { intendedMs, completedMs, settledMs: completedMs ?? abandonedMs };
  };
  const isOfTopic = (message: MessageRecord): boolean => message.topic === topic;
  // What arrived shows that it hears, also where it would not have been owed.
  const probes = candidates
    .filter(isOfTopic)
    .filter((message) => isEntitled(message) || firstDeliveries.has(message.key));
  const passages = load.filter(isOfTopic).filter(({ invokedMs }) => invokedMs > readyMs);
  return {
    process: [...processes].join(", "),
    passages: passages.map(passageOf),
    probes: probes.map(passageOf),
  };
}

/** A group that everybody left before the load ended has nothing to recover. */
function attachedGroups(groups: readonly Group[], load: readonly MessageRecord[]): Group[] {
  const loadEndMs = load.reduce((end, { intendedMs }) => Math.max(end, intendedMs), -Infinity);
  return groups.filter(
    ({ subscriptions, readyMs }) =>
      readyMs !== Infinity &&
      subscriptions.some(({ closeInvokedMs = Infinity }) => closeInvokedMs > loadEndMs),
  );
}

interface CourseMoments extends Heal {
  readonly disturbedMs: number;
  /** How long a recovery may take. */
  readonly limitMs: number;
}

function describeCourse(
  course: ProbedProcess,
  { disturbedMs, healedMs, limitMs }: CourseMoments,
): Pick<ProcessRecovery, "isDeaf" | "pace"> {
  const lastMs = course.probes.reduce((last, { intendedMs }) => Math.max(last, intendedMs), 0);
  const judgedUntilMs = Math.min(healedMs + limitMs, lastMs);
  return {
    isDeaf: course.probes.every(({ completedMs }) => completedMs === undefined),
    pace: measurePace(course, { disturbedMs, healedMs, judgedUntilMs }),
  };
}

type Bracket = Pick<ProcessRecovery, "process" | "lowerMs" | "upperMs" | "watchedMs">;

function bracket(
  { process, probes }: ProbedProcess,
  { healCallMs, healedMs }: Heal,
  limitMs: number,
): Bracket {
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
