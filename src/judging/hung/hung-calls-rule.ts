import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, durationText, listed } from "../../wording.ts";
import { momentText } from "../facts/fault-windows.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import type { Rule } from "../finding/rule.ts";

/** A call that the harness gave up, because it had not returned in time. */
interface HungCallRecord {
  readonly process: string;
  readonly invokedMs: number;
  readonly invokeIndex: number;
  readonly gaveUpAfterMs: number;
}

interface CallKind {
  readonly rule: RuleId;
  /** The call in the summary. */
  readonly call: string;
  readonly callsOf: (history: IndexedHistory) => readonly HungCallRecord[];
}

/**
 * Reports calls of `open`, `subscribe` and `close` that did not return within their limit. A call that
 * rejects is not one of them.
 *
 *     1.2 s  subscriber-3 calls subscribe, and its connection is cut before the reply
 *     9.2 s  the call has not returned, and the harness gives up
 *     → hung/subscribe, fail
 */
export const judgeHungCalls: Rule = (history) =>
  callKinds.flatMap((kind) => hungFinding(kind, history));

const callKinds: readonly CallKind[] = [
  { rule: "hung/open", call: "open", callsOf: (history) => busCallsOf(history, "open") },
  { rule: "hung/subscribe", call: "subscribe", callsOf: subscribeCallsOf },
  { rule: "hung/close-subscription", call: "close of a subscription", callsOf: closeCallsOf },
  {
    rule: "hung/close-bus",
    call: "close of the bus",
    callsOf: (history) => busCallsOf(history, "close"),
  },
];

function hungFinding(
  { rule, call, callsOf }: CallKind,
  history: IndexedHistory,
): readonly Finding[] {
  const calls = callsOf(history);
  const [first] = calls;
  if (!first) return [];
  const { process, invokedMs, gaveUpAfterMs } = first;
  const limit = durationText(gaveUpAfterMs);
  const moment = momentText(history.faults, invokedMs);
  const roles = listed([...new Set(calls.map((each) => each.process))]);
  const summary =
    calls.length === 1
      ? `${call} never returned for ${process}: it was called ${moment}, and the harness waited ${limit}`
      : `${counted(calls.length, "call")} of ${call} never returned, for ${roles}; the first was called ${moment}, and the harness waited ${limit}`;
  const operations = calls.map(({ invokeIndex }) => invokeIndex);
  return [createFinding(rule, { verdict: "fail", summary, operations })];
}

function busCallsOf(
  { busCalls }: IndexedHistory,
  call: "open" | "close",
): readonly HungCallRecord[] {
  return busCalls
    .filter((each) => each.call === call)
    .flatMap(({ gaveUpAfterMs, ...rest }) =>
      gaveUpAfterMs === undefined ? [] : { ...rest, gaveUpAfterMs },
    );
}

function subscribeCallsOf({ subscriptions }: IndexedHistory): readonly HungCallRecord[] {
  return subscriptions.flatMap(({ subscribeGaveUpAfterMs: gaveUpAfterMs, ...rest }) =>
    gaveUpAfterMs === undefined ? [] : { ...rest, gaveUpAfterMs },
  );
}

function closeCallsOf({ subscriptions }: IndexedHistory): readonly HungCallRecord[] {
  return subscriptions.flatMap((each) => {
    const { process, invokeIndex, closeInvokedMs, closeGaveUpAfterMs: gaveUpAfterMs } = each;
    if (closeInvokedMs === undefined || gaveUpAfterMs === undefined) return [];
    return { process, invokeIndex, invokedMs: closeInvokedMs, gaveUpAfterMs };
  });
}
