import type {
  DeliveryRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import type { ProcessEnd } from "../../history/operations/process-end.ts";
import { isStreamId } from "../../stream-id.ts";
import { areApart, originLookupOf, type OriginLookup } from "../commands/delivery-origin.ts";
import { isSentOnce, publishesOf, type PublishCommands } from "../commands/publish-commands.ts";
import { factsOf } from "../facts/facts.ts";
import { overlaps, touches, type FaultWindow } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";
import { oncePerHistory } from "../facts/once-per-history.ts";
import { recoveryOf, type Recovery } from "../not-recovered/measure-recovery.ts";
import { createCommandReasons } from "./duplicate-commands.ts";
import type {
  CommandReason,
  DeliveryPair,
  DuplicateMistake,
  DuplicateReason,
} from "./duplicate-reason.ts";

/** A message that a group got once more, with the reason for it as far as the history shows one. */
export interface DuplicateDelivery extends DeliveryPair {
  /** `undefined` if nothing explains the second delivery. */
  readonly reason: DuplicateReason | undefined;
  /** Set only if the commands rule out every reason. */
  readonly mistake: DuplicateMistake | undefined;
  /** Evidence in the commands, for the summary; `undefined` if they show nothing. */
  readonly detail: string | undefined;
}

/**
 * A fault that begins, or a process that ends, more than 2 s after the first handler returned does not explain a duplicate: by
 * then a bus has sent the acknowledgement, also if it collects acknowledgements in batches.
 */
const acknowledgementMs = 2000;

/**
 * A fault explains duplicates until at least 2 s after its heal. A bus may notice only then that a
 * connection was lost. A duplicate that comes later needs another reason.
 */
const leastGraceMs = 2000;

/** Computed once for a history. */
export const duplicateDeliveriesOf = oncePerHistory(findDuplicates);

/**
 * Finds every second delivery and its reason. A message that came three times is found twice.
 *
 *      20 ms  the handler of group a gets publisher-0/0 and returns at 21 ms
 *      21 ms  a fault cuts the connection of group a, until 1500 ms
 *    1600 ms  the handler of group a gets publisher-0/0 again
 *     → reason "fault": the acknowledgement may have been lost with the connection
 */
function findDuplicates(history: IndexedHistory): readonly DuplicateDelivery[] {
  const publishes = publishesOf(history);
  const windows = graceWindows(history);
  const reasonByCommands = createCommandReasons(history);
  const originOf = originLookupOf(history);
  const { processEnds } = history;
  return pairDeliveries(factsOf(history).groups).map((pair) => {
    const found = reasonByCommands(pair);
    const reason = reasonOf(pair, { windows, found, publishes, originOf, processEnds });
    const isMistake = reason === undefined && found?.decidedBy === "commands" && !found.reason;
    return {
      ...pair,
      reason,
      mistake: isMistake ? found.mistake : undefined,
      detail: found?.detail,
    };
  });
}

function pairDeliveries(groups: readonly Group[]): readonly DeliveryPair[] {
  return groups.flatMap((group) =>
    [...group.repeated.values()].flatMap((deliveries) => pairsOf(group, deliveries)),
  );
}

function pairsOf(group: Group, deliveries: readonly DeliveryRecord[]): readonly DeliveryPair[] {
  return deliveries.slice(1).flatMap((second, before) => {
    const first = deliveries[before];
    const { message } = second;
    return first && message ? [{ group, message, first, second }] : [];
  });
}

interface ReasonEvidence {
  readonly windows: readonly FaultWindow[];
  readonly found: CommandReason | undefined;
  readonly publishes: PublishCommands;
  readonly originOf: OriginLookup;
  readonly processEnds: IndexedHistory["processEnds"];
}

/** The handler goes first, then the commands. A fault is only a possible cause, so it comes last. */
function reasonOf(pair: DeliveryPair, evidence: ReasonEvidence): DuplicateReason | undefined {
  const { message, first, second } = pair;
  const { windows, found } = evidence;
  if (first.outcome === "unfinished") return "handler unfinished";
  const endMs = first.endMs ?? Infinity;
  if (first.outcome === "failed" && endMs <= second.start.timeMs) return "handler failed";
  if (found?.decidedBy === "commands") return found.reason;
  if (windows.some((window) => mayHaveCaused(window, pair))) return "fault";
  if (evidence.processEnds.some((end) => mayHaveForgotten(end, pair))) return "process ended";
  const isInDoubt = mayBeTwoAppends(pair, evidence) && wasPublishDisturbed(message, windows);
  return isInDoubt ? "publish in doubt" : undefined;
}

/**
 * Returns whether the acknowledgement of the first delivery may have been lost in the fault. If it went
 * out long before the fault, only a Redis that lost all its data gives a reason to deliver again.
 */
function mayHaveCaused(window: FaultWindow, { first, second }: DeliveryPair): boolean {
  const { fault, fromMs } = window;
  if (!overlaps(window, first.start.timeMs, second.start.timeMs)) return false;
  if (fault.losesAll) return true;
  const processes = new Set([first.start.process, second.start.process]);
  return touches(fault, processes) && fromMs <= (first.endMs ?? Infinity) + acknowledgementMs;
}

/** Returns whether the process of the first subscriber may have ended before it acknowledged the message. */
function mayHaveForgotten(
  { process, timeMs }: ProcessEnd,
  { first, second }: DeliveryPair,
): boolean {
  if (process !== first.start.process || timeMs < first.start.timeMs) return false;
  return timeMs <= second.start.timeMs && timeMs <= (first.endMs ?? Infinity) + acknowledgementMs;
}

/**
 * Returns whether Redis may hold the message twice. Two deliveries with one stream id are of one entry, unless they came
 * from different streams.
 * An id that the bus gave itself may stay the same when the bus publishes again, unless the commands
 * show that it published only once.
 */
function mayBeTwoAppends(
  { message, first, second }: DeliveryPair,
  { publishes, originOf }: ReasonEvidence,
): boolean {
  if (first.start.id !== second.start.id) return true;
  if (areApart(originOf(first), originOf(second))) return true;
  return !isStreamId(first.start.id) && !isSentOnce(message, publishes);
}

/** Returns whether a bus may have published the message again, as after a timeout or an error. */
function wasPublishDisturbed(message: MessageRecord, windows: readonly FaultWindow[]): boolean {
  if (message.outcome !== "acknowledged") return true;
  const publisher = new Set([message.publisher]);
  const { invokedMs, settledMs = Infinity } = message;
  return windows.some(
    (window) => touches(window.fault, publisher) && overlaps(window, invokedMs, settledMs),
  );
}

/** Each fault lasts until the bus may be expected to be in its steady state again. */
function graceWindows(history: IndexedHistory): readonly FaultWindow[] {
  const { faults, header } = history;
  const { recovery } = recoveryOf(history);
  const graceMs = Math.max(leastGraceMs, Math.min(recoveryMs(recovery), header.recoveryLimitMs));
  return faults.map((fault) => ({
    fault,
    fromMs: fault.injectCallMs,
    toMs: (fault.healedMs ?? Infinity) + graceMs,
  }));
}

/** Returns how long after the last heal the bus was disturbed, as far as the probes show. */
function recoveryMs(recovery: Recovery | undefined): number {
  if (!recovery) return 0;
  return Number.isFinite(recovery.upperMs) ? recovery.upperMs : recovery.lowerMs + leastGraceMs;
}
