import { carriersOf, mayBeExecutedBy } from "../recorded/recorded-commands.ts";
import { faultsOf, isTouched, type RecordedFault } from "../recorded/recorded-faults.ts";
import {
  closeAt,
  deliveriesOf,
  groupsOf,
  handlingOf,
  ofKind,
  outcomeOf,
  published,
  settledAt,
  type DeliverCall,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { isFullyReadable } from "./oracle-acknowledgements.ts";
import { answerOfCommands, areOfTwoStreams, isEntryId } from "./oracle-duplicates-by-commands.ts";
import { recoveryOf } from "./oracle-recovery.ts";

/** A bus that acknowledges a handled message does so within this time. */
const acknowledgedWithinMs = 2000;
/** After a heal, a bus may need this long to notice that a connection is gone. */
const noticedWithinMs = 2000;

export interface Duplicate {
  readonly message: string;
  readonly group: GroupName;
  readonly isExplained: boolean;
  readonly isForbidden: boolean;
  /** True if the subscription of the delivery before began to close in between, and nothing else tells why it came again. */
  readonly isAcrossClose: boolean;
}

/** Returns an item for each delivery of a message to a group after the first. */
export function duplicatesOf(run: RecordedRun): readonly Duplicate[] {
  return groupsOf(run).flatMap((group) =>
    published(run).flatMap((message) => {
      const deliveries = deliveriesOf(run, group, message.message);
      return deliveries.slice(1).map((second, before) => {
        const again = { message, group, first: deliveries[before]!, second };
        const isExplainedHere = isExplained(run, again);
        return {
          message: message.message,
          group,
          isExplained: isExplainedHere,
          isForbidden: !isExplainedHere || isForbidden(run, again),
          isAcrossClose: !isExplainedHere && isAcrossClose(run, again),
        };
      });
    }),
  );
}

/** Two deliveries of one message to one group, one right after the other. */
interface RepeatedMessage {
  readonly message: PublishCall;
  readonly group: GroupName;
  readonly first: DeliverCall;
  readonly second: DeliverCall;
}

/** True if not even an explained duplicate is allowed. */
function isForbidden(run: RecordedRun, { first }: RepeatedMessage): boolean {
  if (run.header.guarantees.delivery === "at-most-once") return true;
  return run.header.guarantees.deduplicates && handlingOf(run, first).outcome === "handled";
}

function isAcrossClose(run: RecordedRun, again: RepeatedMessage): boolean {
  const { message, first, second } = again;
  const closeMs = closeAt(run, first.subscription, "invoke");
  const isBetween = first.timeMs <= closeMs && closeMs <= second.timeMs;
  return isBetween && answerOfCommands(run, { ...again, message: message.message }) === "undecided";
}

function isExplained(run: RecordedRun, again: RepeatedMessage): boolean {
  const { first, second } = again;
  const { outcome, endMs } = handlingOf(run, first);
  if (outcome === "unfinished") return true;
  if (outcome === "failed" && endMs <= second.timeMs) return true;
  const answer = answerOfCommands(run, { ...again, message: again.message.message });
  if (answer !== "undecided") return answer === "explained";
  const mayBeUndone = faultsOf(run).some((fault) => mayHaveUndone(run, fault, again));
  return mayBeUndone || hasDiedBetween(run, again) || mayBeStoredTwice(run, again);
}

/** True if the process of the first subscriber may have ended before it acknowledged the message. */
function hasDiedBetween(run: RecordedRun, { first, second }: RepeatedMessage): boolean {
  const acknowledgedMs = handlingOf(run, first).endMs + acknowledgedWithinMs;
  return ofKind(run, "process-end").some(
    ({ process, timeMs }) =>
      process === first.process &&
      first.timeMs <= timeMs &&
      timeMs <= Math.min(second.timeMs, acknowledgedMs),
  );
}

/** True if a fault may have cut off the acknowledgement of the first delivery, or made Redis lose it. */
function mayHaveUndone(
  run: RecordedRun,
  fault: RecordedFault,
  { first, second }: RepeatedMessage,
): boolean {
  const isBetween =
    fault.injectCallMs <= second.timeMs && first.timeMs <= explainsUntil(run, fault);
  if (!isBetween) return false;
  if (fault.losesAll) return true;
  const { endMs } = handlingOf(run, first);
  const mayBeUnacknowledged = fault.injectCallMs <= endMs + acknowledgedWithinMs;
  return mayBeUnacknowledged && isTouched(fault, [first.process, second.process]);
}

/**
 * True if the message may be stored twice, because its publisher may have sent it again without knowing
 * that Redis had it.
 */
function mayBeStoredTwice(run: RecordedRun, again: RepeatedMessage): boolean {
  const { message, first, second } = again;
  const areSame =
    first.id === second.id && !areOfTwoStreams(run, { ...again, message: message.message });
  if (areSame && isOneEntry(run, again)) return false;
  if (outcomeOf(run, message.message) !== "acknowledged") return true;
  const publisher = message.process;
  const settledMs = settledAt(run, message.message) ?? Infinity;
  return faultsOf(run).some(
    (fault) =>
      isTouched(fault, [publisher]) &&
      fault.injectCallMs <= settledMs &&
      message.timeMs <= explainsUntil(run, fault),
  );
}

/** True if both deliveries come from one entry: they have its id, or only one command carried the message. */
function isOneEntry(run: RecordedRun, { message, first }: RepeatedMessage): boolean {
  const sent = carriersOf(run, message.message).filter((each) => mayBeExecutedBy(each, Infinity));
  return isEntryId(first.id) || (sent.length === 1 && isFullyReadable(run, message.process));
}

/**
 * Until when a fault still explains duplicates: until the bus was measured to have recovered, but at
 * least 2 s after the heal, and at most the recovery limit.
 */
function explainsUntil(run: RecordedRun, { healedMs }: RecordedFault): number {
  if (healedMs === undefined) return Infinity;
  const recovery = recoveryOf(run);
  const brackets = recovery?.brackets ?? [];
  const lowerMs = Math.max(0, ...brackets.map((each) => each.lowerMs));
  const upperMs = Math.max(0, ...brackets.map((each) => each.upperMs));
  const disturbedMs = upperMs === Infinity ? lowerMs + noticedWithinMs : upperMs;
  return healedMs + Math.max(noticedWithinMs, Math.min(disturbedMs, run.header.recoveryLimitMs));
}
