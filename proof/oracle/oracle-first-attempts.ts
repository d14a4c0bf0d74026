import { commandsOf, isFor, type RecordedCommand } from "../recorded/recorded-commands.ts";
import { ofKind, subscriptionsOf, type DeliverCall } from "../recorded/recorded-run.ts";
import type { GroupName, RecordedRun } from "../recorded/recorded-run.ts";

/**
 * True if the first delivery of a message to a group is the first attempt: the bus says so, or the
 * commands show that the group cannot have got the message before. They show it if the group got the
 * message exactly once until then, and no other read may have returned it.
 */
export function isFirstAttempt(run: RecordedRun, group: GroupName, first: DeliverCall): boolean {
  if (first.attempt === 1) return true;
  if (!run.header.hasCommands) return false;
  const members = new Set(subscriptionsOf(run, group).map(({ process }) => process));
  const isUnreadable = ofKind(run, "wire-opaque").some(({ process }) => members.has(process));
  const toGroup = commandsOf(run).filter(
    (each) => members.has(each.process) && (each.group === undefined || isFor(run, group, each)),
  );
  const read = toGroup.filter((each) => hasRead(each, first));
  const pushed = ofKind(run, "wire-push").filter(
    ({ process, timeMs, returned }) =>
      members.has(process) && timeMs <= first.timeMs && returned.includes(first.message ?? ""),
  );
  const mayBeMore = toGroup.some((each) => mayHaveRead(run, each, first));
  return !isUnreadable && !mayBeMore && read.length + pushed.length === 1;
}

function hasRead(
  { returned = [], executedMs, timeMs }: RecordedCommand,
  first: DeliverCall,
): boolean {
  return returned.includes(first.message ?? "") && (executedMs ?? timeMs) <= first.timeMs;
}

/** True if a read may have returned the message: its reply was not read to the end, or was not seen. */
function mayHaveRead(run: RecordedRun, command: RecordedCommand, first: DeliverCall): boolean {
  const { forwardedMs, executedMs, timeMs, partial = false } = command;
  const isReader = commandsOf(run).some(
    (each) => each.command === command.command && (each.returned ?? []).length > 0,
  );
  const isUnseen = isReader && forwardedMs !== undefined && executedMs === undefined;
  const publish = ofKind(run, "publish").find(({ message }) => message === first.message);
  const isInTime = (forwardedMs ?? 0) <= first.timeMs && (publish?.timeMs ?? Infinity) <= timeMs;
  return isInTime && (partial || isUnseen);
}
