import type { Operation } from "../../history/operation.ts";
import type { FaultEnd, FaultInvoke } from "../../history/operations/fault-operations.ts";
import type {
  DeliverInvoke,
  PublishFail,
  PublishInvoke,
  PublishOk,
} from "../../history/operations/message-operations.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Ready } from "../../history/operations/run-operations.ts";
import type { SubscribeInvoke } from "../../history/operations/subscription-operations.ts";
import { percentilesOf } from "../../judging/facts/percentiles.ts";
import { probeLimitMs } from "../../judging/not-recovered/recovery-limits.ts";
import { createProbeTail, type ProbeTail } from "./probe-tail.ts";
import { createRhythm, type Rhythm } from "./rhythm.ts";

/**
 * Tells during a run whether the steady state is back. It follows the rules by which the judge measures
 * the recovery, so a run does not end before its recovery can be measured.
 */
export interface RecoveryWatch {
  /** Must see every operation, in order. */
  watch(operation: Operation): void;
  /** Whether at `nowMs` every fault is healed and each publisher and group is steady again. */
  isRecovered(nowMs: number): boolean;
  /** The longest latency of a good probe, of a publisher or of a group. Meant for after the first fault. */
  probeLimitMs(): number;
  /** Whether each publisher and group has shown before the first fault at which intervals it completes messages. */
  knowsRhythm(nowMs: number): boolean;
}

interface WatchedPublisher {
  /** Intended times of messages from before the first fault whose publish has not settled. */
  readonly awaited: Map<MessageKey, number>;
  readonly rhythm: Rhythm;
  tail: ProbeTail;
}

interface WatchedGroup {
  readonly topic: string;
  readonly open: Set<number>;
  /** Intended times of messages from before the first fault that were not delivered yet. */
  readonly awaited: Map<MessageKey, number>;
  readonly rhythm: Rhythm;
  tail: ProbeTail;
}

interface WatchState {
  readonly subscribing: Map<number, SubscribeInvoke>;
  readonly groups: Map<string, WatchedGroup>;
  readonly groupOf: Map<number, WatchedGroup>;
  readonly publishers: Map<string, WatchedPublisher>;
  readonly inForce: Set<number>;
  /** Intended times of the publish calls from before the first fault that have not settled. */
  readonly openCalls: Map<MessageKey, number>;
  /** Delivery latencies before the first fault, in milliseconds. */
  readonly steady: number[];
  /** Publish latencies before the first fault, in milliseconds. */
  readonly steadyPublishes: number[];
  limitMs: number;
  publisherLimitMs: number;
  disturbed: boolean;
  healedMs: number | undefined;
}

export function createRecoveryWatch(): RecoveryWatch {
  const state: WatchState = {
    subscribing: new Map(),
    groups: new Map(),
    groupOf: new Map(),
    publishers: new Map(),
    inForce: new Set(),
    openCalls: new Map(),
    steady: [],
    steadyPublishes: [],
    limitMs: Infinity,
    publisherLimitMs: Infinity,
    disturbed: false,
    healedMs: undefined,
  };
  return {
    watch: (operation) => watch(state, operation),
    isRecovered(nowMs) {
      if (state.healedMs === undefined) return false;
      const participants = participantsOf(state);
      return participants.length > 0 && participants.every(({ tail }) => tail.isSteady(nowMs));
    },
    probeLimitMs: () => Math.max(state.limitMs, state.publisherLimitMs),
    knowsRhythm(nowMs) {
      return participantsOf(state).every(({ rhythm, awaited }) => {
        const [oldestMs] = awaited.values();
        return rhythm.isKnown(nowMs, oldestMs);
      });
    },
  };
}

function participantsOf({ publishers, groups }: WatchState) {
  const attached = [...groups.values()].filter(({ open }) => open.size > 0);
  return [...publishers.values(), ...attached];
}

// oxlint-disable-next-line complexity -- one flat case for each kind of operation
function watch(state: WatchState, operation: Operation): void {
  switch (operation.kind) {
    case "publish":
      if (operation.type === "invoke") published(state, operation);
      else settled(state, operation);
      return;
    case "deliver":
      if (operation.type === "invoke") delivered(state, operation);
      return;
    case "subscribe":
      if (operation.type === "invoke") state.subscribing.set(operation.subscription, operation);
      else if (operation.type === "ok") subscribed(state, operation.subscription);
      return;
    case "ready":
      heard(state, operation);
      return;
    case "close":
      state.groupOf.get(operation.subscription)?.open.delete(operation.subscription);
      // In a run for leaks this map must not grow with the subscriptions.
      state.groupOf.delete(operation.subscription);
      return;
    case "fault":
      if (operation.type === "invoke" && operation.action === "inject") injected(state, operation);
      if (operation.type === "ok" && operation.action === "heal") healed(state, operation);
      return;
    default:
  }
}

function published(state: WatchState, invoke: PublishInvoke): void {
  const { publishers, disturbed, healedMs, publisherLimitMs } = state;
  const { message, topic, process, intendedMs, canary } = invoke;
  const open = [...state.groups.values()].filter(
    (each) => each.topic === topic && each.open.size > 0,
  );
  if (!disturbed) for (const { awaited } of open) awaited.set(message, intendedMs);
  if (!disturbed) state.openCalls.set(message, intendedMs);
  if (canary) return;
  const known = publishers.get(process);
  const publisher = known ?? {
    awaited: new Map(),
    rhythm: createRhythm(),
    tail: createProbeTail(publisherLimitMs),
  };
  if (!known) publishers.set(process, publisher);
  if (!disturbed) publisher.awaited.set(message, intendedMs);
  if (healedMs === undefined || intendedMs < healedMs) return;
  publisher.tail.sent(message, intendedMs);
  for (const { tail } of open) tail.sent(message, intendedMs);
}

function settled(state: WatchState, end: PublishOk | PublishFail): void {
  const { publishers, groups, openCalls, steadyPublishes } = state;
  const publisher = publishers.get(end.process);
  const intendedMs = openCalls.get(end.message);
  openCalls.delete(end.message);
  publisher?.awaited.delete(end.message);
  if (end.type === "ok") {
    publisher?.tail.completed(end.message, end.timeMs);
    if (intendedMs === undefined) return;
    publisher?.rhythm.completed(end.timeMs, intendedMs);
    steadyPublishes.push(end.timeMs - intendedMs);
    return;
  }
  publisher?.tail.failed(end.message);
  for (const { tail } of groups.values()) tail.forgotten(end.message);
}

function delivered({ groupOf, steady }: WatchState, start: DeliverInvoke): void {
  const { subscription, message, damage, timeMs } = start;
  const group = groupOf.get(subscription);
  if (!group || message === undefined || damage) return;
  group.tail.completed(message, timeMs);
  const intendedMs = group.awaited.get(message);
  if (intendedMs === undefined) return;
  group.awaited.delete(message);
  group.rhythm.completed(timeMs, intendedMs);
  steady.push(timeMs - intendedMs);
}

function subscribed({ subscribing, groups, groupOf, limitMs }: WatchState, number: number): void {
  const invoke = subscribing.get(number);
  subscribing.delete(number);
  if (!invoke) return;
  const { topic } = invoke;
  const name = `${topic}\n${invoke.group}`;
  const tail = createProbeTail(limitMs);
  const group = groups.get(name) ?? {
    topic,
    open: new Set(),
    awaited: new Map(),
    rhythm: createRhythm(),
    tail,
  };
  groups.set(name, group);
  groupOf.set(number, group);
  group.open.add(number);
}

/** Leaves out the canaries before the load: a group may never get some of them, and the first one may be slow. */
function heard({ groups, steady }: WatchState, { topic, group }: Ready): void {
  groups.get(`${topic}\n${group}`)?.awaited.clear();
  steady.length = 0;
}

function injected(state: WatchState, { fault }: FaultInvoke): void {
  state.inForce.add(fault);
  state.healedMs = undefined;
  if (state.disturbed) return;
  state.disturbed = true;
  const deliverMs = percentilesOf(state.steady)?.p99 ?? 0;
  const publishMs = percentilesOf(state.steadyPublishes)?.p99 ?? 0;
  state.limitMs = probeLimitMs(deliverMs);
  state.publisherLimitMs = probeLimitMs(Math.max(deliverMs, publishMs));
  state.openCalls.clear();
  for (const { awaited } of [...state.publishers.values(), ...state.groups.values()]) {
    awaited.clear();
  }
}

function healed(state: WatchState, { fault, timeMs }: FaultEnd): void {
  const { inForce, publishers, groups, limitMs, publisherLimitMs } = state;
  inForce.delete(fault);
  if (inForce.size > 0) return;
  state.healedMs = timeMs;
  for (const publisher of publishers.values()) publisher.tail = createProbeTail(publisherLimitMs);
  for (const group of groups.values()) group.tail = createProbeTail(limitMs);
}
