import type { FaultRecord, IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import type { ProcessEnd } from "../history/operations/process-end.ts";
import { momentText, touches } from "../judging/facts/fault-windows.ts";
import type {
  ExplainedDelivery,
  ExplainedEvent,
  ExplainedFault,
  ExplainedNotice,
} from "./explanation.ts";
import { roundedOrNull, roundMs } from "./moments.ts";

/** A notice, fault or phase counts as near the message within this time before or after its events. */
const nearMs = 1_000;
const mostNotices = 20;
const mostFaults = 20;

/** A message with its deliveries, and the roles and ids by which notices and faults concern it. */
export interface MessageContext {
  readonly history: IndexedHistory;
  readonly message: MessageRecord;
  readonly deliveries: readonly ExplainedDelivery[];
  /** The publisher and the subscribers of its topic. */
  readonly roles: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** Says in which phase and during or between which faults the message was published. */
export function explainMoment(
  { faults, phases }: IndexedHistory,
  { invokedMs }: MessageRecord,
): string {
  const phase = phases.findLast(({ startMs }) => startMs <= invokedMs)?.phase;
  const during = phase === undefined ? "" : `in the phase ${phase}, `;
  return `published ${during}${momentText(faults, invokedMs)}`;
}

/** Returns the faults that affect its roles, the nearest to its publish call first. */
export function explainFaults(context: MessageContext): readonly ExplainedFault[] {
  const { history, message, deliveries, roles } = context;
  return history.faults
    .filter((fault) => touches(fault, roles))
    .map((fault) => ({
      name: fault.name,
      roles: fault.roles.filter((role) => roles.has(role)),
      injectedAtMs: roundMs(fault.injectCallMs),
      healedAtMs: roundedOrNull(fault.healedMs),
      inForceAtPublish: distanceTo(fault, message.invokedMs) === 0,
      inForceAtDeliveries: deliveries.filter(
        ({ startedAtMs }) => distanceTo(fault, startedAtMs) === 0,
      ).length,
      distanceMs: roundMs(distanceTo(fault, message.invokedMs)),
    }))
    .toSorted((left, right) => left.distanceMs - right.distanceMs)
    .slice(0, mostFaults);
}

/** The time between a moment and the fault; 0 while the fault was in force. */
function distanceTo({ injectCallMs, healedMs = Infinity }: FaultRecord, timeMs: number): number {
  return Math.max(injectCallMs - timeMs, timeMs - healedMs, 0);
}

/** Returns the notices that name the message, and those of its roles near one of its events. */
export function explainNotices(context: MessageContext): readonly ExplainedNotice[] {
  const { history, roles, ids } = context;
  const moments = momentsOf(context);
  const found = history.notices.flatMap(({ timeMs, process, notice, detail, ids: named = [] }) => {
    const namesMessage = named.some((id) => ids.has(id));
    const near = moments.some((momentMs) => Math.abs(momentMs - timeMs) <= nearMs);
    if (!namesMessage && !(near && roles.has(process))) return [];
    const about = namesMessage ? " for this message" : "";
    const more = detail === undefined ? "" : `: ${detail}`;
    return {
      atMs: roundMs(timeMs),
      role: process,
      notice,
      detail: detail ?? null,
      namesMessage,
      text: `the bus reported ${notice}${about}${more}`,
    };
  });
  // If there are too many, the notices that name the message stay.
  const ranked = found.toSorted((left, right) => +right.namesMessage - +left.namesMessage);
  return ranked.slice(0, mostNotices).toSorted((left, right) => left.atMs - right.atMs);
}

/** Returns the faults that began or ended, the processes that ended, and the phases that began, near the events of the message. */
export function nearbyEvents(context: MessageContext): readonly ExplainedEvent[] {
  const { history, roles } = context;
  const moments = momentsOf(context);
  const fromMs = Math.min(...moments) - nearMs;
  const toMs = Math.max(...moments) + nearMs;
  const within = ({ atMs }: ExplainedEvent): boolean => atMs >= fromMs && atMs <= toMs;
  const touching = history.faults.filter((fault) => touches(fault, roles));
  const ends = history.processEnds.filter(({ process }) => roles.has(process)).map(processEvent);
  return [...phaseEvents(history), ...touching.flatMap(faultEvents), ...ends].filter(within);
}

function momentsOf({ message, deliveries }: MessageContext): readonly number[] {
  const { invokedMs, settledMs = invokedMs } = message;
  return [invokedMs, settledMs, ...deliveries.map(({ startedAtMs }) => startedAtMs)];
}

function phaseEvents({ phases }: IndexedHistory): readonly ExplainedEvent[] {
  return phases.map(({ phase, startMs }) => ({
    atMs: roundMs(startMs),
    kind: "phase",
    by: "harness",
    text: `the phase ${phase} began`,
  }));
}

function faultEvents(fault: FaultRecord): readonly ExplainedEvent[] {
  const { name, injectCallMs, healedMs } = fault;
  const common = { kind: "fault", by: "harness" } as const;
  const injected = { ...common, atMs: roundMs(injectCallMs), text: `${name} was injected` };
  if (healedMs === undefined) return [injected];
  return [injected, { ...common, atMs: roundMs(healedMs), text: `${name} was healed` }];
}

function processEvent({ timeMs, process, how, by }: ProcessEnd): ExplainedEvent {
  const who = by === "harness" ? "was ended" : "ended by itself";
  return {
    atMs: roundMs(timeMs),
    kind: "process",
    by: process,
    text: `its process ${who}: ${how}`,
  };
}
