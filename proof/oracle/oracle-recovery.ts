import { oncePerRun } from "../recorded/once-per-run.ts";
import { faultsOf } from "../recorded/recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  groupReadyAt,
  groupsOf,
  outcomeOf,
  published,
  settledAt,
  subscriptionsOf,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { isEntitled } from "./oracle-missing.ts";
import { isOverloaded, type TimedMessage } from "./oracle-overload.ts";

/** The steady state is back after this many good probes in a row. */
const steadyProbes = 3;

/** Late probes within this time do not count if the probes before them were good for long enough. */
const slipMs = 300;
const goodBeforeSlipMs = 3000;

/** Bounds of the time from the last heal to the steady state, for one publisher or group. */
interface Bracket {
  readonly lowerMs: number;
  readonly upperMs: number;
  /** `undefined` for a group. */
  readonly publisher: string | undefined;
  /** True if the load may be the reason for the delay. */
  isExcused(): boolean;
}

export interface MeasuredRecovery {
  readonly brackets: readonly Bracket[];
  /** How many publishers and groups had no probe. */
  readonly unprobed: number;
}

interface Heal {
  readonly healCallMs: number;
  readonly healedMs: number;
}

interface JudgedHeal extends Heal {
  readonly recoveryLimitMs: number;
  /** For how long probes with this limit must be good. A run of an earlier version does not ask for more than 300 ms. */
  readonly steadyFor: (limitMs: number) => number;
}

/** `undefined` if a fault was not verified as healed, or if no probe follows the last heal. */
export const recoveryOf = oncePerRun(measuredRecovery);

function measuredRecovery(run: RecordedRun): MeasuredRecovery | undefined {
  const heal = lastHeal(run);
  if (!heal) return undefined;
  const deliverMs = shareOf99(steadyDeliveries(run));
  const publishMs = shareOf99(steadyPublishes(run));
  const limitOf = (isPublisher: boolean): number =>
    Math.max(250, 3 * deliverMs, isPublisher ? 3 * publishMs : 0);
  const ofGroups = messagesOfGroups(run, heal).map((timedMessages) => ({
    publisher: undefined,
    timedMessages,
  }));
  const processes = [...messagesOfPublishers(run, heal), ...ofGroups];
  const probed = processes.filter(({ timedMessages }) =>
    timedMessages.some(({ isProbe }) => isProbe),
  );
  if (probed.length === 0) return undefined;
  const disturbedMs = faultsOf(run)[0]?.injectCallMs ?? Infinity;
  const { healedMs } = heal;
  const { recoveryLimitMs, steadyForLimits = 0 } = run.header;
  const steadyFor = (limitMs: number): number => Math.max(300, steadyForLimits * limitMs);
  return {
    brackets: probed.map(({ publisher, timedMessages }) => ({
      publisher,
      ...bracket(
        timedMessages.filter(({ isProbe }) => isProbe),
        { ...heal, recoveryLimitMs, steadyFor },
        limitOf(publisher !== undefined),
      ),
      isExcused: () => isOverloaded({ timedMessages, disturbedMs, healedMs, recoveryLimitMs }),
    })),
    unprobed: processes.length - probed.length,
  };
}

/** Whether a publisher or group certainly was too slow, may have been, or was in time. */
export function slowness(run: RecordedRun, { brackets }: MeasuredRecovery) {
  const limitMs = run.header.recoveryLimitMs;
  const open = brackets.filter(({ upperMs }) => upperMs > limitMs);
  const isTooSlow = (each: Bracket): boolean => isBeyond(each, limitMs) && !each.isExcused();
  if (open.some(isTooSlow)) return "too slow";
  return open.length > 0 ? "undecided" : "in time";
}

function isBeyond({ lowerMs, upperMs }: Bracket, limitMs: number): boolean {
  if (upperMs <= limitMs) return false;
  return lowerMs > limitMs || (upperMs === Infinity && lowerMs >= 0.9 * limitMs);
}

/** The publishers that were too slow, with an excuse or without. */
export function unrecoveredPublishers(
  run: RecordedRun,
  { brackets }: MeasuredRecovery,
): readonly string[] {
  const slow = brackets.filter((each) => isBeyond(each, run.header.recoveryLimitMs));
  return slow.flatMap(({ publisher = [] }) => publisher);
}

function lastHeal(run: RecordedRun): Heal | undefined {
  const heals: Heal[] = [];
  for (const { healCallMs, healedMs } of faultsOf(run)) {
    if (healCallMs === undefined || healedMs === undefined) return undefined;
    heals.push({ healCallMs, healedMs });
  }
  const lastMs = Math.max(...heals.map(({ healedMs }) => healedMs));
  return heals.findLast(({ healedMs }) => healedMs === lastMs);
}

/** The latencies of the publishes that were acknowledged before the first fault. */
function steadyPublishes(run: RecordedRun): readonly number[] {
  const disturbedMs = faultsOf(run)[0]?.injectCallMs ?? Infinity;
  return published(run)
    .filter(({ message }) => isAcknowledged(run, message))
    .filter(({ message }) => (settledAt(run, message) ?? Infinity) < disturbedMs)
    .map(({ message, intendedMs }) => (settledAt(run, message) ?? Infinity) - intendedMs);
}

/** The latencies of the deliveries before the first fault, without replayed messages. */
function steadyDeliveries(run: RecordedRun): readonly number[] {
  const disturbedMs = faultsOf(run)[0]?.injectCallMs ?? Infinity;
  return groupsOf(run).flatMap((group) =>
    published(run).flatMap((message) => {
      const [first] = deliveriesOf(run, group, message.message);
      const isFresh = message.timeMs > groupReadyAt(run, group);
      const isSteady = first !== undefined && first.timeMs < disturbedMs;
      return isFresh && isSteady ? [first.timeMs - message.intendedMs] : [];
    }),
  );
}

/** The latency that 99 % of these kept; 0 without any. */
function shareOf99(latencies: readonly number[]): number {
  const reached = (limit: number): number => latencies.filter((each) => each <= limit).length;
  const enough = latencies.filter((each) => reached(each) >= 0.99 * latencies.length);
  return enough.length === 0 ? 0 : Math.min(...enough);
}

function load(run: RecordedRun): readonly PublishCall[] {
  return published(run).filter(({ canary }) => canary !== true);
}

interface MessagesOfPublisher {
  readonly publisher: string;
  readonly timedMessages: readonly TimedMessage[];
}

function messagesOfPublishers(
  run: RecordedRun,
  { healedMs }: Heal,
): readonly MessagesOfPublisher[] {
  const publishers = new Set(load(run).map(({ message }) => publisherOf(message)));
  return [...publishers].map((publisher) => ({
    publisher,
    timedMessages: load(run)
      .filter(({ message }) => publisherOf(message) === publisher)
      .map(({ message, intendedMs }) => {
        const overMs = settledAt(run, message) ?? Infinity;
        const answeredMs = isAcknowledged(run, message) ? overMs : Infinity;
        const isProbe = intendedMs >= healedMs;
        return { intendedMs, answeredMs, overMs, isProbe, isFresh: true };
      }),
  }));
}

function publisherOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/"));
}

function isAcknowledged(run: RecordedRun, key: string): boolean {
  return outcomeOf(run, key) === "acknowledged";
}

function messagesOfGroups(run: RecordedRun, { healedMs }: Heal): readonly TimedMessage[][] {
  return groupsOf(run)
    .filter((group) => isListening(run, group))
    .map((group) =>
      load(run)
        .filter(({ topic }) => topic === group.topic)
        .map((message) => ({ message, passage: timesInGroup(run, group, message) }))
        .map(({ message, passage }) => ({
          ...passage,
          isFresh: message.timeMs > groupReadyAt(run, group),
          isProbe:
            message.intendedMs >= healedMs &&
            isAcknowledged(run, message.message) &&
            (passage.answeredMs < Infinity || isEntitled(run, group, message)),
        })),
    );
}

function timesInGroup(run: RecordedRun, group: GroupName, { message, intendedMs }: PublishCall) {
  const [first] = deliveriesOf(run, group, message);
  const answeredMs = first?.timeMs ?? Infinity;
  const givenUpMs = isAcknowledged(run, message) ? Infinity : settledAt(run, message);
  return { intendedMs, answeredMs, overMs: first ? answeredMs : (givenUpMs ?? Infinity) };
}

/** True if a member of the group stayed until the load ended. */
function isListening(run: RecordedRun, group: GroupName): boolean {
  const loadEndMs = Math.max(...load(run).map(({ intendedMs }) => intendedMs));
  const stays = subscriptionsOf(run, group).some(
    ({ subscription }) => closeAt(run, subscription, "invoke") > loadEndMs,
  );
  return stays && groupReadyAt(run, group) < Infinity;
}

/**
 * Recovery lies between the last bad probe and the first good one after it. For example, with probes at
 * 100 (too late), 200, 300 and 600 ms after the heal, and an answer to the one at 200 at 205 ms, the
 * bracket is [100, 205].
 */
function bracket(all: readonly TimedMessage[], heal: JudgedHeal, limitMs: number) {
  const { healCallMs, healedMs } = heal;
  const steadyMs = heal.steadyFor(limitMs);
  const slip = slipIn(all, heal, limitMs);
  const probes = all.filter(
    ({ intendedMs }) => !slip || intendedMs < slip.fromMs || intendedMs > slip.toMs,
  );
  const lastBadMs = latest(probes.filter((each) => isBad(each, limitMs)));
  const good = probes.filter(({ intendedMs }) => intendedMs > lastBadMs);
  const firstMs = Math.min(...good.map(({ intendedMs }) => intendedMs));
  const first = good.find(({ intendedMs }) => intendedMs === firstMs);
  return {
    lowerMs: lastBadMs === -Infinity ? 0 : lastBadMs - healedMs,
    upperMs: isSteadyFor(good, steadyMs) && first ? first.answeredMs - healCallMs : Infinity,
  };
}

/** The last bad probes, if they are only late, close together, long after the recovery, and over. */
function slipIn(
  probes: readonly TimedMessage[],
  { healedMs, recoveryLimitMs, steadyFor }: JudgedHeal,
  limitMs: number,
) {
  const steadyMs = steadyFor(limitMs);
  const bad = probes.filter((each) => isBad(each, limitMs));
  const toMs = latest(bad);
  const late = bad.filter(({ intendedMs }) => intendedMs >= toMs - slipMs);
  const fromMs = Math.min(...late.map(({ intendedMs }) => intendedMs));
  const failedMs = latest(bad.filter((each) => !late.includes(each)));
  const between = (afterMs: number, beforeMs: number): readonly TimedMessage[] =>
    probes.filter(({ intendedMs }) => intendedMs > afterMs && intendedMs < beforeMs);
  if (bad.length === 0 || late.some(({ answeredMs }) => answeredMs === Infinity)) return undefined;
  const longMs = Math.max(goodBeforeSlipMs, steadyMs);
  if (!isSteadyFor(between(failedMs, fromMs), longMs)) return undefined;
  const isOver =
    fromMs > healedMs + recoveryLimitMs || isSteadyFor(between(toMs, Infinity), steadyMs);
  return isOver ? { fromMs, toMs } : undefined;
}

function isBad({ intendedMs, answeredMs }: TimedMessage, limitMs: number): boolean {
  return answeredMs - intendedMs > limitMs;
}

function latest(probes: readonly TimedMessage[]): number {
  return Math.max(...probes.map(({ intendedMs }) => intendedMs));
}

function isSteadyFor(good: readonly TimedMessage[], leastMs: number): boolean {
  const times = good.map(({ intendedMs }) => intendedMs);
  return good.length >= steadyProbes && Math.max(...times) - Math.min(...times) >= leastMs;
}
