import type {
  BusCallRecord,
  FaultRecord,
  IndexedHistory,
  MessageRecord,
} from "../../history/indexed-history.ts";
import { publishesOf } from "../commands/publish-commands.ts";
import { inFlightGuardMs } from "../facts/entitlement.ts";

/**
 * After the first publish that is acknowledged since a heal, a publisher may still fail some that waited
 * for the connection. 2 s are more than any of the reference buses needs for that. Beyond it the fault
 * explains nothing.
 */
const aftermathMs = 2000;

/** A publish call that failed although no fault was near. */
export interface RefusedPublish {
  readonly message: MessageRecord;
  /** The error with which Redis refused the command of this message; `undefined` if it did not. */
  readonly redisError: string | undefined;
}

/**
 * Returns the publish calls that rejected, or failed in doubt, although no fault was in force or near. A
 * fault is near from 250 ms before it is injected until 2 s after the publisher had a publish acknowledged
 * again. Calls from before the first acknowledged one of a publisher do not count, because its bus may
 * still be connecting; nor do calls from after the drain. A call that fails after the harness closed its
 * bus does not count either, unless the role opened again before the call: an interrupted run and a rolling deploy
 * close it while calls are in flight.
 *
 *     10 ms  publisher-0/0 is acknowledged
 *     20 ms  publisher-0/1 is rejected, in a run without faults
 *     → publisher-0/1
 */
export function refusedPublishesOf(history: IndexedHistory): readonly RefusedPublish[] {
  const { messages, faults, drain, busCalls } = history;
  const all = [...messages.values()];
  const acknowledged = all.filter(({ outcome }) => outcome === "acknowledged");
  const byPublisher = Map.groupBy(acknowledged, ({ publisher }) => publisher);
  const drainedMs = drain?.timeMs ?? Infinity;
  const callsOf = Map.groupBy(busCalls, ({ process }) => process);
  const publishes = publishesOf(history);
  const spans = new Map<string, readonly Span[]>();
  return all.filter(isFailed).flatMap((message) => {
    const { publisher, invokedMs, settledMs = Infinity } = message;
    if (wasClosed(callsOf.get(publisher) ?? [], invokedMs, settledMs)) return [];
    const own = byPublisher.get(publisher) ?? [];
    const isWarm = own.some((each) => (each.settledMs ?? Infinity) <= invokedMs);
    if (!isWarm || invokedMs >= drainedMs) return [];
    const near = spans.get(publisher) ?? faults.map((fault) => nearnessOf(fault, own));
    spans.set(publisher, near);
    if (near.some((span) => isIn(span, message))) return [];
    const redisError = publishes.carriersOf(message).find(({ error }) => error)?.error;
    return [{ message, redisError }];
  });
}

/** Returns whether the harness closed the bus of a call before the call settled. The role may open again after a close. */
function wasClosed(calls: readonly BusCallRecord[], invokedMs: number, settledMs: number): boolean {
  const opens = calls.filter(({ call }) => call === "open");
  return calls.some(
    (close) =>
      close.call === "close" &&
      close.invokedMs <= settledMs &&
      !opens.some(({ doneMs = Infinity }) => doneMs > close.invokedMs && doneMs <= invokedMs),
  );
}

function isFailed({ outcome, settledMs }: MessageRecord): boolean {
  return outcome !== "acknowledged" && settledMs !== undefined;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function nearnessOf(
  { injectCallMs, healedMs = Infinity }: FaultRecord,
  acknowledged: readonly MessageRecord[],
): Span {
  const since = acknowledged.filter(({ invokedMs }) => invokedMs >= healedMs);
  const backMs = since.reduce(
    (first, { settledMs = first }) => Math.min(first, settledMs),
    Infinity,
  );
  return { fromMs: injectCallMs - inFlightGuardMs, toMs: backMs + aftermathMs };
}

function isIn(
  { fromMs, toMs }: Span,
  { invokedMs, settledMs = invokedMs }: MessageRecord,
): boolean {
  return settledMs >= fromMs && invokedMs <= toMs;
}
