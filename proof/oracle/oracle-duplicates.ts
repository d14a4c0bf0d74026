import { carriersOf, mayBeExecutedBy } from "../recorded/recorded-commands.ts";
import { faultsOf, isTouched, type RecordedFault } from "../recorded/recorded-faults.ts";
import {
  deliveriesOf,
  groupsOf,
  handlingOf,
  outcomeOf,
  published,
  settledAt,
  type Delivered,
  type GroupName,
  type Published,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { isWholeOnWire } from "./oracle-acknowledgements.ts";
import { isOfEntry, saidOnWire } from "./oracle-duplicates-by-commands.ts";
import { isAtMostOnce } from "./oracle-missing.ts";
import { recoveryOf } from "./oracle-recovery.ts";

/** An acknowledgement leaves so soon after its handler, or never. */
const acknowledgedWithinMs = 2000;
/** A bus may need so long after a heal to notice what it lost. */
const noticedWithinMs = 2000;

export interface Duplicate {
  readonly message: string;
  readonly group: GroupName;
  readonly isExplained: boolean;
  readonly isForbidden: boolean;
}

/** Every delivery to a group that had got the message before. */
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
        };
      });
    }),
  );
}

interface Again {
  readonly message: Published;
  readonly group: GroupName;
  readonly first: Delivered;
  readonly second: Delivered;
}

/** Even where there is a reason for it. */
function isForbidden(run: RecordedRun, { first }: Again): boolean {
  if (isAtMostOnce(run)) return true;
  return run.header.guarantees.deduplicates && handlingOf(run, first).outcome === "handled";
}

function isExplained(run: RecordedRun, again: Again): boolean {
  const { first, second } = again;
  const { outcome, endMs } = handlingOf(run, first);
  if (outcome === "unfinished") return true;
  if (outcome === "failed" && endMs <= second.timeMs) return true;
  const said = saidOnWire(run, { ...again, message: again.message.message });
  if (said !== "nothing") return said === "a reason";
  const mayBeUndone = faultsOf(run).some((fault) => mayHaveUndone(run, fault, again));
  return mayBeUndone || isSecondEntryOfUnclearPublish(run, again);
}

/** A fault between the two that may have swallowed the acknowledgement, or Redis's memory of it. */
function mayHaveUndone(run: RecordedRun, fault: RecordedFault, { first, second }: Again): boolean {
  const isBetween = fault.injectCallMs <= second.timeMs && first.timeMs <= feltUntil(run, fault);
  if (!isBetween) return false;
  if (fault.losesAll) return true;
  const { endMs } = handlingOf(run, first);
  const isUnderWay = fault.injectCallMs <= endMs + acknowledgedWithinMs;
  return isUnderWay && isTouched(fault, [first.process, second.process]);
}

function isSecondEntryOfUnclearPublish(run: RecordedRun, again: Again): boolean {
  const { message, first, second } = again;
  if (first.id === second.id && isOneEntry(run, again)) return false;
  if (outcomeOf(run, message.message) !== "acknowledged") return true;
  const publisher = message.process;
  const settledMs = settledAt(run, message.message) ?? Infinity;
  return faultsOf(run).some(
    (fault) =>
      isTouched(fault, [publisher]) &&
      fault.injectCallMs <= settledMs &&
      message.timeMs <= feltUntil(run, fault),
  );
}

/** By its id, or because all that was sent of the message is one command. */
function isOneEntry(run: RecordedRun, { message, first }: Again): boolean {
  const sent = carriersOf(run, message.message).filter((each) => mayBeExecutedBy(each, Infinity));
  return isOfEntry(first.id) || (sent.length === 1 && isWholeOnWire(run, message.process));
}

/** Until a bus was seen to be its old self again, within the limits of what it may need. */
function feltUntil(run: RecordedRun, { healedMs }: RecordedFault): number {
  if (healedMs === undefined) return Infinity;
  const recovery = recoveryOf(run);
  const brackets = recovery?.brackets ?? [];
  const lowerMs = Math.max(0, ...brackets.map((each) => each.lowerMs));
  const upperMs = Math.max(0, ...brackets.map((each) => each.upperMs));
  const disturbedMs = upperMs === Infinity ? lowerMs + noticedWithinMs : upperMs;
  return healedMs + Math.max(noticedWithinMs, Math.min(disturbedMs, run.header.recoveryLimitMs));
}
