import type { FaultRecord, IndexedHistory } from "../../history/indexed-history.ts";
import { deliveryLatenciesOf, steadyPublishLatencyOf } from "../facts/latencies.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { countLate, lateShareOf } from "./late-load.ts";
import { probedParticipants, type ProbedParticipant } from "./probed-participants.ts";
import { bracketOf } from "./recovery-bracket.ts";
import { probeLimitMs, stabilityMsFor } from "./recovery-limits.ts";
import { measurePace, type Pace } from "./recovery-pace.ts";
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
  /** How many publish calls of a publisher never settled. 0 for a group. */
  readonly unsettled: number;
  /** No probe was ever completed. */
  readonly isDeaf: boolean;
  readonly pace: Pace;
  /** The share of the load since the heal that the harness itself sent too late. */
  readonly lateShare: number;
  /** How many publish calls since the heal the harness itself sent too late. */
  readonly lateCalls: number;
}

/** The last heal of a run: the moment just before the call, and the moment when it was verified. */
interface LastHeal {
  readonly healCallMs: number;
  readonly healedMs: number;
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
  const heal = lastHeal(history.faults);
  if (!heal) return undefined;
  const limits = probeLimitsOf(history);
  const load = [...history.messages.values()].filter(({ canary }) => !canary);
  const participants = probedParticipants(history, load, heal.healedMs);
  const probed = participants.filter(({ probes }) => probes.length > 0);
  if (probed.length === 0) return undefined;
  const disturbedMs = history.faults[0]?.injectCallMs ?? Infinity;
  const moments = { ...heal, disturbedMs, limitMs: history.header.recoveryLimitMs };
  const late = { lateShare: lateShareOf(load, moments), lateCalls: countLate(load, moments) };
  const perProcess = probed.map((each) => ({
    process: each.process,
    ...bracketOf(each.probes, {
      ...heal,
      ...(each.isPublisher ? limits.publisher : limits.group),
      recoveryLimitMs: moments.limitMs,
    }),
    ...describePace(each, moments),
    unsettled: each.unsettled,
    ...late,
  }));
  return {
    lowerMs: Math.max(...perProcess.map(({ lowerMs }) => lowerMs)),
    upperMs: Math.max(...perProcess.map(({ upperMs }) => upperMs)),
    limitMs: history.header.recoveryLimitMs,
    perProcess,
    unprobed: participants.filter((each) => !probed.includes(each)).map(({ process }) => process),
  };
}

/**
 * Returns how long a probe of a group and of a publisher may take, by their own latency before the first fault, and for
 * how long the probes must keep that.
 */
function probeLimitsOf(history: IndexedHistory) {
  const deliverMs = deliveryLatenciesOf(history).steady?.p99 ?? 0;
  const publishMs = steadyPublishLatencyOf(history)?.p99 ?? 0;
  const limitsFor = (steadyMs: number) => {
    const limitMs = probeLimitMs(steadyMs);
    const stableMs = stabilityMsFor(limitMs, history.header.steadyForLimits ?? 0);
    return { probeLimitMs: limitMs, stableMs };
  };
  return { group: limitsFor(deliverMs), publisher: limitsFor(Math.max(deliverMs, publishMs)) };
}

function lastHeal(faults: readonly FaultRecord[]): LastHeal | undefined {
  let last: LastHeal | undefined;
  for (const { healCallMs, healedMs } of faults) {
    if (healCallMs === undefined || healedMs === undefined) return undefined;
    if (!last || healedMs >= last.healedMs) last = { healCallMs, healedMs };
  }
  return last;
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
