import { commandsOf, isFor, type RecordedCommand } from "../recorded/recorded-commands.ts";
import { ofKind, subscriptionsOf, type Delivered } from "../recorded/recorded-run.ts";
import type { GroupName, RecordedRun } from "../recorded/recorded-run.ts";

/**
 * A first delivery is a first attempt if the bus says so, or if what was seen of its group leaves no
 * world in which the message had been handed to it before.
 */
export function isFirstAttempt(run: RecordedRun, group: GroupName, first: Delivered): boolean {
  if (first.attempt === 1) return true;
  if (!run.header.hasCommands) return false;
  const members = new Set(subscriptionsOf(run, group).map(({ process }) => process));
  const isBlind = ofKind(run, "wire-opaque").some(({ process }) => members.has(process));
  const toGroup = commandsOf(run).filter(
    (each) => members.has(each.process) && (each.group === undefined || isFor(run, group, each)),
  );
  const read = toGroup.filter((each) => hasRead(each, first));
  const pushed = ofKind(run, "wire-push").filter(
    ({ process, timeMs, returned }) =>
      members.has(process) && timeMs <= first.timeMs && returned.includes(first.message ?? ""),
  );
  const mayBeMore = toGroup.some((each) => mayHaveRead(run, each, first));
  return !isBlind && !mayBeMore && read.length + pushed.length === 1;
}

function hasRead(
  { returned = [], executedMs, timeMs }: RecordedCommand,
  first: Delivered,
): boolean {
  return returned.includes(first.message ?? "") && (executedMs ?? timeMs) <= first.timeMs;
}

/** Its reply was too long to be looked through, or was seen by nobody. */
function mayHaveRead(run: RecordedRun, command: RecordedCommand, first: Delivered): boolean {
  const { forwardedMs, executedMs, timeMs, partial = false } = command;
  const isReader = commandsOf(run).some(
    (each) => each.command === command.command && (each.returned ?? []).length > 0,
  );
  const isUnseen = isReader && forwardedMs !== undefined && executedMs === undefined;
  const publish = ofKind(run, "publish").find(({ message }) => message === first.message);
  const isInTime = (forwardedMs ?? 0) <= first.timeMs && (publish?.timeMs ?? Infinity) <= timeMs;
  return isInTime && (partial || isUnseen);
}
