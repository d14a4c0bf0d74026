import type { FaultRecord, IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { momentText, touches } from "../judging/facts/fault-windows.ts";
import type {
  ExplainedDelivery,
  ExplainedEvent,
  ExplainedFault,
  ExplainedNotice,
} from "./explanation.ts";
import { roundedOrNull, roundMs } from "./moments.ts";

/** What happened so near to the message is told with it. */
const nearMs = 1_000;
const mostNotices = 20;
const mostFaults = 20;

export interface Surroundings {
  readonly history: IndexedHistory;
  readonly message: MessageRecord;
  readonly deliveries: readonly ExplainedDelivery[];
  /** The publisher and the subscribers of its topic. */
  readonly roles: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** The phase and the faults beside which it was published. */
export function explainMoment(
  { faults, phases }: IndexedHistory,
  { invokedMs }: MessageRecord,
): string {
  const phase = phases.findLast(({ startMs }) => startMs <= invokedMs)?.phase;
  const during = phase === undefined ? "" : `in the phase ${phase}, `;
  return `published ${during}${momentText(faults, invokedMs)}`;
}

/** The faults that touch its roles, the nearest to its publish first. */
export function explainFaults(surroundings: Surroundings): readonly ExplainedFault[] {
  const { history, message, deliveries, roles } = surroundings;
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

/** 0 while it was in force. */
function distanceTo({ injectCallMs, healedMs = Infinity }: FaultRecord, timeMs: number): number {
  return Math.max(injectCallMs - timeMs, timeMs - healedMs, 0);
}

/** What the bus said that names the message, or that its roles said shortly before or after it. */
export function explainNotices(surroundings: Surroundings): readonly ExplainedNotice[] {
  const { history, roles, ids } = surroundings;
  const moments = momentsOf(surroundings);
  const found = history.notices.flatMap(({ timeMs, process, notice, detail, ids: named = [] }) => {
    const namesMessage = named.some((id) => ids.has(id));
    const near = moments.some((momentMs) => Math.abs(momentMs - timeMs) <= nearMs);
    if (!namesMessage && !(near && roles.has(process))) return [];
    const about = namesMessage ? ", naming this message" : "";
    const more = detail === undefined ? "" : `: ${detail}`;
    return {
      atMs: roundMs(timeMs),
      role: process,
      notice,
      detail: detail ?? null,
      namesMessage,
      text: `the bus said ${notice}${about}${more}`,
    };
  });
  // What names it is never left out for what was merely near.
  const ranked = found.toSorted((left, right) => +right.namesMessage - +left.namesMessage);
  return ranked.slice(0, mostNotices).toSorted((left, right) => left.atMs - right.atMs);
}

/** Faults that began or ended, and phases that began, while something happened to the message. */
export function surroundingEvents(surroundings: Surroundings): readonly ExplainedEvent[] {
  const { history, roles } = surroundings;
  const moments = momentsOf(surroundings);
  const fromMs = Math.min(...moments) - nearMs;
  const toMs = Math.max(...moments) + nearMs;
  const within = ({ atMs }: ExplainedEvent): boolean => atMs >= fromMs && atMs <= toMs;
  const touching = history.faults.filter((fault) => touches(fault, roles));
  return [...phaseEvents(history), ...touching.flatMap(faultEvents)].filter(within);
}

function momentsOf({ message, deliveries }: Surroundings): readonly number[] {
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
  const common = { kind: "fault", by: "nemesis" } as const;
  const injected = { ...common, atMs: roundMs(injectCallMs), text: `${name} was injected` };
  if (healedMs === undefined) return [injected];
  return [injected, { ...common, atMs: roundMs(healedMs), text: `${name} was healed` }];
}
