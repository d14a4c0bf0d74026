import {
  drainOf,
  isStillOpen,
  ofKind,
  published,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { recoveryOf, unrecoveredPublishers } from "./oracle-recovery.ts";

/** The publish calls that had been open for the recovery limit or longer when the drain stalled. */
function openForTheLimit(run: RecordedRun): readonly PublishCall[] {
  const drain = drainOf(run);
  if (drain?.outcome !== "stalled") return [];
  return published(run).filter(
    (call) => isStillOpen(run, call) && drain.timeMs - call.timeMs >= run.header.recoveryLimitMs,
  );
}

/** The publishers that did not recover, if the run judges recovery. */
function silentPublishers(run: RecordedRun): readonly string[] {
  if (!run.header.checkers.includes("recovery")) return [];
  const recovery = recoveryOf(run);
  return recovery ? unrecoveredPublishers(run, recovery) : [];
}

/** The publish calls that hang although their publisher recovered. */
export function hungPublishes(run: RecordedRun): readonly string[] {
  const silent = silentPublishers(run);
  return openForTheLimit(run)
    .filter(({ process }) => !silent.includes(process))
    .map(({ message }) => message);
}

/** True if calls are open because their publisher did not recover. */
export function isStalledByPublisher(run: RecordedRun): boolean {
  const silent = silentPublishers(run);
  return openForTheLimit(run).some(({ process }) => silent.includes(process));
}

/** True if the process of a role did not turn its event loop. */
export function isEventLoopBlocked(run: RecordedRun): boolean {
  return ofKind(run, "stray-error").some(({ origin }) => origin === "blocked");
}

/** True if the harness gave up a call of open, subscribe or close. */
export function isCallHung(run: RecordedRun): boolean {
  const ends = [...ofKind(run, "subscribe"), ...ofKind(run, "close"), ...ofKind(run, "bus-call")];
  return ends.some((each) => "gaveUpAfterMs" in each && each.gaveUpAfterMs !== undefined);
}
