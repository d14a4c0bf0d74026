import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import { isStreamId } from "../../stream-id.ts";
import { isSentOnce, publishesOf, type WirePublishes } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";
import { overlaps, touches, type FaultWindow } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { recoveryOf, type Recovery } from "../not-recovered/measure-recovery.ts";
import type { WireReason } from "./wire-reason.ts";
import { createWireReasons } from "./wire-repeats.ts";

/** Two deliveries of one message to one group, one right after the other. */
export interface Repeat {
  readonly group: Group;
  readonly message: MessageRecord;
  readonly first: DeliveryRecord;
  readonly second: DeliveryRecord;
  /** Why a bus may deliver again here; `undefined` if nothing gives it a reason. */
  readonly explanation: Explanation | undefined;
  /** What the wire shows of it, where it shows anything. */
  readonly detail: string | undefined;
}

export type Explanation =
  | "handler failed"
  | "handler unfinished"
  | "fault"
  | "publish in doubt"
  /** Seen on the wire: the acknowledgement of the first did not get through. */
  | "acknowledgement lost"
  /** Seen on the wire: it was appended, and the publisher could not know. */
  | "reply lost"
  /** Seen on the wire: another consumer took it over. */
  | "claim";

/** An acknowledgement goes out at most so long after its handler returned, batches included. */
const acknowledgementMs = 2000;
/** A bus may need so long after a heal to notice what it lost. */
const leastGraceMs = 2000;

/** Computed once for a history. */
export const duplicateDeliveriesOf = oncePerHistory(findRepeats);

function findRepeats(history: IndexedHistory): readonly Repeat[] {
  const { groups } = factsOf(history);
  const publishes = publishesOf(history);
  const windows = feltWindows(history, recoveryOf(history).recovery);
  const reasonOnWire = createWireReasons(history);
  const repeats: Repeat[] = [];
  for (const group of groups) {
    for (const deliveries of group.repeated.values()) {
      for (const pair of pairs(deliveries)) {
        const reason = reasonOnWire({ group, ...pair });
        const explanation = explain(pair, { windows, reason, publishes });
        repeats.push({ group, ...pair, explanation, detail: reason?.detail });
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

interface Circumstances {
  readonly windows: readonly FaultWindow[];
  readonly reason: WireReason | undefined;
  readonly publishes: WirePublishes;
}

/** What the wire shows goes before what a fault may have done. */
function explain(pair: Pair, { windows, reason, publishes }: Circumstances): Repeat["explanation"] {
  const { message, first, second } = pair;
  if (first.outcome === "unfinished") return "handler unfinished";
  const endMs = first.endMs ?? Infinity;
  if (first.outcome === "failed" && endMs <= second.start.timeMs) return "handler failed";
  if (reason && !reason.open) return reason.explanation;
  if (windows.some((window) => mayHaveUndone(window, pair))) return "fault";
  const isUnclear = mayBeTwoAppends(pair, publishes) && publishWasUnclear(message, windows);
  return isUnclear ? "publish in doubt" : undefined;
}

/**
 * A fault explains a second delivery if the first one's acknowledgement can have been lost in it. One
 * that came long before is no reason to deliver again, unless Redis itself may have forgotten it.
 */
function mayHaveUndone(window: FaultWindow, { first, second }: Pair): boolean {
  const { fault, fromMs } = window;
  const between = overlaps(window, first.start.timeMs, second.start.timeMs);
  if (!between) return false;
  if (fault.losesAll) return true;
  const processes = new Set([first.start.process, second.start.process]);
  return touches(fault, processes) && fromMs <= (first.endMs ?? Infinity) + acknowledgementMs;
}

/**
 * One entry of a stream has one id. An id of the bus itself may stay the same when it is sent again,
 * unless the wire shows that it was not.
 */
function mayBeTwoAppends({ message, first, second }: Pair, publishes: WirePublishes): boolean {
  if (first.start.id !== second.start.id) return true;
  return !isStreamId(first.start.id) && !isSentOnce(message, publishes);
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
