import { carriersOf } from "../recorded/recorded-commands.ts";
import { faultsOf, type RecordedFault } from "../recorded/recorded-faults.ts";
import {
  drainOf,
  ofKind,
  outcomeOf,
  published,
  settledAt,
  type PublishCall,
  type RecordedRun,
} from "../recorded/recorded-run.ts";

/** A fault is near from this long before it is injected. */
const beforeMs = 250;
/** And until this long after its publisher had a publish acknowledged again. */
const afterMs = 2000;

export interface Rejection {
  readonly message: string;
  readonly isByRedis: boolean;
}

/** The publish calls that failed before the drain although no fault was near. */
export function rejections(run: RecordedRun): readonly Rejection[] {
  if (!run.header.checkers.includes("rejection")) return [];
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  return published(run)
    .filter(({ timeMs }) => timeMs < drainedMs)
    .filter((call) => hasFailed(run, call) && isWarm(run, call) && !endsAfterClose(run, call))
    .filter((call) => !faultsOf(run).some((fault) => isNear(run, call, fault)))
    .map(({ message }) => ({
      message,
      isByRedis: carriersOf(run, message).some(({ error = "" }) => error !== ""),
    }));
}

function hasFailed(run: RecordedRun, { message }: PublishCall): boolean {
  return outcomeOf(run, message) !== "acknowledged" && settledAt(run, message) !== undefined;
}

/** True if the harness had closed the publisher when the call ended, and not opened it again before the call. */
function endsAfterClose(run: RecordedRun, { process, message, timeMs }: PublishCall): boolean {
  const endMs = settledAt(run, message) ?? -Infinity;
  const own = ofKind(run, "bus-call").filter((each) => each.process === process);
  const closes = own.filter(
    (each) => each.call === "close" && each.type === "invoke" && each.timeMs <= endMs,
  );
  const opens = own.filter((each) => each.call === "open" && each.type === "ok");
  return closes.some((close) =>
    opens.every((open) => open.timeMs <= close.timeMs || open.timeMs > timeMs),
  );
}

/** The acknowledged calls of the same publisher, with their ends. */
function acknowledgedOf(run: RecordedRun, { process }: PublishCall) {
  return published(run).flatMap((call) => {
    if (call.process !== process || outcomeOf(run, call.message) !== "acknowledged") return [];
    return [{ calledMs: call.timeMs, endMs: settledAt(run, call.message) ?? Infinity }];
  });
}

function isWarm(run: RecordedRun, call: PublishCall): boolean {
  return acknowledgedOf(run, call).some(({ endMs }) => endMs <= call.timeMs);
}

function isNear(run: RecordedRun, call: PublishCall, fault: RecordedFault): boolean {
  const { injectCallMs, healedMs } = fault;
  const endMs = settledAt(run, call.message) ?? call.timeMs;
  if (endMs < injectCallMs - beforeMs) return false;
  if (healedMs === undefined) return true;
  const again = acknowledgedOf(run, call).filter(({ calledMs }) => calledMs >= healedMs);
  return call.timeMs <= Math.min(...again.map((each) => each.endMs)) + afterMs;
}

/** True if the event loop of the harness stood still for more than 500 ms since the last heal. */
export function stoodStill(run: RecordedRun): boolean {
  const healedMs = Math.max(0, ...faultsOf(run).map((each) => each.healedMs ?? 0));
  return ofKind(run, "sample").some(
    ({ sample, timeMs, values }) =>
      sample === "harness" && timeMs > healedMs && (values["eventLoopDelayMs"] ?? 0) > 500,
  );
}
