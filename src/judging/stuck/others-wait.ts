import type { FaultRecord, IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import { factsOf } from "../facts/facts.ts";
import { touches } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";
import { harnessDelayBetween } from "../facts/harness-delay.ts";

/** A group that a fault spared, and that nevertheless handled nothing for a while. */
export interface WaitingGroup {
  readonly group: Group;
  readonly fault: FaultRecord;
  /** Its longest time without a handled message during the fault. */
  readonly idleMs: number;
  /** Its longest time without a handled message before the fault. */
  readonly usualMs: number;
  /** The messages that were to be published in that time. */
  readonly load: readonly MessageRecord[];
}

/** A shorter pause shows nothing: a garbage collection, or a turn of other subscribers, may take some 100 ms. */
const shortestIdleMs = 500;
/** A bus that polls pauses between two looks, and some pauses are longer than others. */
const idleFactor = 3;
/** A bus needs some turns of the event loop for a message: to read it, to handle it and to acknowledge it. */
const delayFactor = 5;
/** A pause without any load is no standstill. */
const leastLoad = 5;

/**
 * Returns the groups that stood still during a fault that spared them and every publisher. A group is spared if one of
 * its subscribers is.
 *
 *    1000 ms  subscriber-1 of group b cannot connect; the publisher sends a message every 5 ms
 *    1200 ms  group a handles a message, and the next one only after the heal; before, it handled one every 5 ms
 *    2000 ms  the fault is healed
 *     → group a waited for 800 ms
 */
export function waitingGroupsOf(history: IndexedHistory): readonly WaitingGroup[] {
  const { groups } = factsOf(history);
  const publishers = new Set([...history.messages.values()].map(({ publisher }) => publisher));
  return history.faults.flatMap((fault) => {
    if (touches(fault, publishers)) return [];
    return groups
      .filter((group) => isSpared(group, fault))
      .flatMap((group) => waitOf(group, fault, history));
  });
}

/** Whether a subscription outside of the fault is open all the time that it lasts. */
function isSpared(
  { subscriptions }: Group,
  { roles, injectCallMs, healCallMs }: FaultRecord,
): boolean {
  return subscriptions.some(
    ({ process, readyMs = Infinity, closeInvokedMs = Infinity }) =>
      !roles.includes(process) &&
      readyMs < injectCallMs &&
      closeInvokedMs > (healCallMs ?? Infinity),
  );
}

function waitOf(
  group: Group,
  fault: FaultRecord,
  history: IndexedHistory,
): readonly WaitingGroup[] {
  const { injectCallMs, injectedMs, healCallMs } = fault;
  if (injectedMs === undefined || healCallMs === undefined) return [];
  const handledMs = handledTimesOf(group);
  const usual = longestPause(handledMs.filter((timeMs) => timeMs <= injectCallMs));
  const during = handledMs.filter((timeMs) => timeMs > injectedMs && timeMs < healCallMs);
  const idle = longestPause([injectedMs, ...during, healCallMs]);
  const load = [...history.messages.values()].filter(
    ({ topic, intendedMs }) =>
      topic === group.topic && intendedMs >= idle.fromMs && intendedMs < idle.toMs,
  );
  const [idleMs, usualMs] = [lengthOf(idle), lengthOf(usual)];
  // The bus runs in the process of the harness.
  const delayMs = harnessDelayBetween(history, injectCallMs, healCallMs);
  const explainedMs = Math.max(idleFactor * usualMs, delayFactor * delayMs);
  const isStill = idleMs > Math.max(shortestIdleMs, explainedMs);
  return isStill && load.length >= leastLoad ? [{ group, fault, idleMs, usualMs, load }] : [];
}

/** When the group had handled its messages, in order. */
function handledTimesOf({ firstDeliveries }: Group): readonly number[] {
  return [...firstDeliveries.values()]
    .flatMap(({ outcome, endMs }) => (outcome === "handled" && endMs !== undefined ? [endMs] : []))
    .toSorted((left, right) => left - right);
}

interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

function lengthOf({ fromMs, toMs }: Pause): number {
  return toMs - fromMs;
}

function longestPause(timesMs: readonly number[]): Pause {
  let longest: Pause = { fromMs: 0, toMs: 0 };
  for (const [at, toMs] of timesMs.entries()) {
    const pause = { fromMs: timesMs[at - 1] ?? toMs, toMs };
    if (lengthOf(pause) > lengthOf(longest)) longest = pause;
  }
  return longest;
}
