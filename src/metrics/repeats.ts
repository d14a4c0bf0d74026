import type { DeliveryRecord, IndexedHistory, MessageRecord } from "../history/indexed-history.ts";
import { overlaps, touches, type FaultWindow } from "./fault-windows.ts";
import type { Group } from "./groups.ts";
import type { Recovery } from "./metrics.ts";

/** Two deliveries of one message to one group, one right after the other. */
export interface Repeat {
  readonly group: Group;
  readonly message: MessageRecord;
  readonly first: DeliveryRecord;
  readonly second: DeliveryRecord;
  /** Why a bus may deliver again here; `undefined` if nothing gives it a reason. */
  readonly explanation:
    | "handler failed"
    | "handler unfinished"
    | "fault"
    | "publish in doubt"
    | undefined;
}

/** An acknowledgement goes out at most so long after its handler returned, batches included. */
const acknowledgementMs = 2000;
/** A bus may need so long after a heal to notice what it lost. */
const leastGraceMs = 2000;

export function findRepeats(
  history: IndexedHistory,
  groups: readonly Group[],
  recovery: Recovery | undefined,
): readonly Repeat[] {
  const windows = feltWindows(history, recovery);
  const repeats: Repeat[] = [];
  for (const group of groups) {
    for (const deliveries of group.repeated.values()) {
      for (const pair of pairs(deliveries)) {
        const explanation = explain(pair, windows);
        repeats.push({ group, ...pair, explanation });
      }
    }
  }
  return repeats;
}

type Pair = Pick<Repeat, "message" | "first" | "second">;

function pairs(deliveries: readonly DeliveryRecord[]): Pair[] {
  return deliveries.slice(1).flatMap((second, before) => {
    const first = deliveries[before];
    const message = second.message;
    return first && message ? [{ message, first, second }] : [];
  });
}

function explain(pair: Pair, windows: readonly FaultWindow[]): Repeat["explanation"] {
  const { message, first, second } = pair;
  if (first.outcome === "unfinished") return "handler unfinished";
  const endMs = first.endMs ?? Infinity;
  if (first.outcome === "failed" && endMs <= second.start.timeMs) return "handler failed";
  if (windows.some((window) => mayHaveUndone(window, pair))) return "fault";
  const appendedTwice = first.start.id !== second.start.id;
  return appendedTwice && publishWasUnclear(message, windows) ? "publish in doubt" : undefined;
}

/**
 * A fault explains a second delivery if the first one's acknowledgement can have been lost in it. One
 * that came long before is no reason to deliver again, unless Redis itself may have forgotten it.
 */
function mayHaveUndone(window: FaultWindow, { first, second }: Pair): boolean {
  const { fault, fromMs } = window;
  const between = overlaps(window, first.start.timeMs, second.start.timeMs);
  if (!between) return false;
  if (fault.forgetful) return true;
  const processes = new Set([first.start.process, second.start.process]);
  return touches(fault, processes) && fromMs <= (first.endMs ?? Infinity) + acknowledgementMs;
}

function publishWasUnclear(message: MessageRecord, windows: readonly FaultWindow[]): boolean {
  if (message.outcome !== "acknowledged") return true;
  const publisher = new Set([message.publisher]);
  const { invokedMs, settledMs = Infinity } = message;
  return windows.some(
    (window) => touches(window.fault, publisher) && overlaps(window, invokedMs, settledMs),
  );
}

function feltWindows(
  { faults, header }: IndexedHistory,
  recovery: Recovery | undefined,
): readonly FaultWindow[] {
  const graceMs = Math.max(leastGraceMs, Math.min(disturbedMs(recovery), header.recoveryLimitMs));
  return faults.map((fault) => ({
    fault,
    fromMs: fault.injectCallMs,
    toMs: (fault.healedMs ?? Infinity) + graceMs,
  }));
}

/** How long after the last heal the run was not its usual self, as far as its probes can tell. */
function disturbedMs(recovery: Recovery | undefined): number {
  if (!recovery) return 0;
  return Number.isFinite(recovery.upperMs) ? recovery.upperMs : recovery.lowerMs + leastGraceMs;
}
