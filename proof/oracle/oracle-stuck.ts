import { carriersOf, commandsOf } from "../recorded/recorded-commands.ts";
import { faultsOf, isTouched, type RecordedFault } from "../recorded/recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  groupsOf,
  handlingOf,
  ofKind,
  published,
  subscriptionsOf,
  type GroupName,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

/** A group that handles nothing for a shorter time does not stand still. */
const standstillMs = 500;
const times = 3;
const fewest = 5;
/** The bus shares its process with the harness, so a delay of the event loop is a delay of each of its steps. */
const delayTimes = 5;

export interface Standstill {
  /** The messages that were to be published while the group waited. */
  readonly messages: readonly string[];
  readonly isHarnessLate: boolean;
}

/** The first group of the first fault that stood still although the fault spared it. */
export function standstillOf(run: RecordedRun): Standstill | undefined {
  for (const fault of faultsOf(run)) {
    const publishers = published(run).map(({ process }) => process);
    if (isTouched(fault, publishers)) continue;
    for (const group of groupsOf(run).filter((each) => hasSparedMember(run, each, fault))) {
      const messages = waitedFor(run, group, fault);
      if (messages.length >= fewest)
        return { messages, isHarnessLate: stoodStillSince(run, fault.injectCallMs) };
    }
  }
  return undefined;
}

function hasSparedMember(run: RecordedRun, group: GroupName, fault: RecordedFault): boolean {
  return subscriptionsOf(run, group).some(
    (each) =>
      !isTouched(fault, [each.process]) &&
      resolvedAt(run, each.subscription) < fault.injectCallMs &&
      closeAt(run, each.subscription, "invoke") > (fault.healCallMs ?? Infinity),
  );
}

function resolvedAt(run: RecordedRun, subscription: number): number {
  const end = ofKind(run, "subscribe").find(
    (each) => each.subscription === subscription && each.type === "ok",
  );
  return end?.timeMs ?? Infinity;
}

/** The messages of the longest time without a handled one, if that is a standstill. */
function waitedFor(run: RecordedRun, group: GroupName, fault: RecordedFault): readonly string[] {
  const { injectCallMs, injectedMs, healCallMs } = fault;
  if (injectedMs === undefined || healCallMs === undefined) return [];
  const handled = published(run).flatMap(({ message }) => {
    const [first] = deliveriesOf(run, group, message);
    if (!first || handlingOf(run, first).outcome !== "handled") return [];
    return [handlingOf(run, first).endMs];
  });
  const before = pauses(handled.filter((atMs) => atMs <= injectCallMs));
  const inside = handled.filter((atMs) => atMs > injectedMs && atMs < healCallMs);
  const during = pauses([injectedMs, ...inside, healCallMs]);
  const longest = Math.max(0, ...during.map(([from, to]) => to - from));
  const usual = Math.max(0, ...before.map(([from, to]) => to - from));
  const slownessMs = delayTimes * delayIn(run, fault);
  if (longest <= standstillMs || longest <= times * usual || longest <= slownessMs) return [];
  const [fromMs, toMs] = during.find(([from, to]) => to - from === longest) ?? [0, 0];
  return published(run)
    .filter(({ topic }) => topic === group.topic)
    .filter(({ intendedMs }) => intendedMs >= fromMs && intendedMs < toMs)
    .map(({ message }) => message);
}

function pauses(timesMs: readonly number[]): readonly (readonly [number, number])[] {
  const inOrder = timesMs.toSorted((left, right) => left - right);
  return inOrder.slice(1).map((toMs, at) => [inOrder[at] ?? toMs, toMs] as const);
}

function delayIn(run: RecordedRun, { injectCallMs, healCallMs = 0 }: RecordedFault): number {
  const inForce = ofKind(run, "sample").filter(
    ({ sample, timeMs }) => sample === "harness" && injectCallMs < timeMs && timeMs <= healCallMs,
  );
  return Math.max(0, ...inForce.map(({ values }) => values["eventLoopDelayMs"] ?? 0));
}

function stoodStillSince(run: RecordedRun, sinceMs: number): boolean {
  return ofKind(run, "sample").some(
    ({ sample, timeMs, values }) =>
      sample === "harness" && timeMs > sinceMs && (values["eventLoopDelayMs"] ?? 0) > 500,
  );
}

const longMs = 100;
const several = 3;

/** The messages whose commands waited behind a blocking read of the same connection, before the first fault. */
export function publishesBehindReads(run: RecordedRun): readonly string[] {
  const faultMs = Math.min(Infinity, ...faultsOf(run).map(({ injectCallMs }) => injectCallMs));
  const reads = commandsOf(run).filter(({ blocks }) => blocks === true);
  const waiting = published(run).filter(({ message, process }) => {
    const [sent] = carriersOf(run, message);
    if (!sent || sent.process !== process) return false;
    const { forwardedMs = Infinity, executedMs = Infinity } = sent;
    if (executedMs === Infinity || executedMs > faultMs) return false;
    const [behind] = reads.filter(
      (read) =>
        read.process === sent.process &&
        read.connection === sent.connection &&
        (read.forwardedMs ?? Infinity) <= forwardedMs &&
        (read.executedMs ?? 0) > forwardedMs &&
        (read.executedMs ?? Infinity) <= executedMs,
    );
    return behind !== undefined && (behind.executedMs ?? 0) - forwardedMs > longMs;
  });
  return waiting.length < several ? [] : waiting.map(({ message }) => message);
}
