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

/** The steady state is back after this many good probes in a row, over at least this time. */
const steadyProbes = 3;
const steadyForMs = 300;

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

/** `undefined` if a fault was not verified as healed, or if no probe follows the last heal. */
export function recoveryOf(run: RecordedRun): MeasuredRecovery | undefined {
  const heal = lastHeal(run);
  if (!heal) return undefined;
  const limitMs = Math.max(250, 3 * steadyLatency(run));
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
  const { recoveryLimitMs } = run.header;
  return {
    brackets: probed.map(({ publisher, timedMessages }) => ({
      publisher,
      ...bracket(
        timedMessages.filter(({ isProbe }) => isProbe),
        heal,
        limitMs,
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

/** The latency that 99 % of the deliveries before the first fault kept, without replayed messages. */
function steadyLatency(run: RecordedRun): number {
  const disturbedMs = faultsOf(run)[0]?.injectCallMs ?? Infinity;
  const latencies = groupsOf(run).flatMap((group) =>
    published(run).flatMap((message) => {
      const [first] = deliveriesOf(run, group, message.message);
      const isFresh = message.timeMs > groupReadyAt(run, group);
      const isSteady = first !== undefined && first.timeMs < disturbedMs;
      return isFresh && isSteady ? [first.timeMs - message.intendedMs] : [];
    }),
  );
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
function bracket(probes: readonly TimedMessage[], { healCallMs, healedMs }: Heal, limitMs: number) {
  const isBad = ({ intendedMs, answeredMs }: TimedMessage): boolean =>
    answeredMs - intendedMs > limitMs;
  const lastBadMs = Math.max(...probes.filter(isBad).map(({ intendedMs }) => intendedMs));
  const good = probes.filter(({ intendedMs }) => intendedMs > lastBadMs);
  const times = good.map(({ intendedMs }) => intendedMs);
  const isSteady =
    good.length >= steadyProbes && Math.max(...times) - Math.min(...times) >= steadyForMs;
  const first = good.find(({ intendedMs }) => intendedMs === Math.min(...times));
  return {
    lowerMs: lastBadMs === -Infinity ? 0 : lastBadMs - healedMs,
    upperMs: isSteady && first ? first.answeredMs - healCallMs : Infinity,
  };
}
