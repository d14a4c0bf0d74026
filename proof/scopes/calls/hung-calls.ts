/**
 * Did every call of open, subscribe and close return? The harness gives a call up after its limit and
 * says so in the history. A call that rejects has an end without that. For example:
 *
 *     0      the harness opens the bus of publisher-0
 *     8000   the harness gives the call up after 8000 ms
 *
 * `hung`. If the call had rejected at 8000, it would not be.
 */
import type { OperationDraft } from "../../../src/history/operation.ts";
import type { ScriptedOperation } from "../../run-scripts/run-script.ts";
import { drains, handledByBoth, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

type End = "ok" | "rejected" | "given up" | "none";
const ends: readonly End[] = ["ok", "rejected", "given up", "none"];
const limitMs = 8000;

function endOf(end: End) {
  if (end === "none") return undefined;
  if (end === "ok") return { type: "ok" } as const;
  const error = "no answer";
  const gaveUp = end === "given up" ? { gaveUpAfterMs: limitMs } : {};
  return { type: "info", error, ...gaveUp } as const;
}

/** The operations of one call: its start, and its end unless the run broke off. */
function callOf(at: number, invoke: OperationDraft, end?: OperationDraft): ScriptedOperation[] {
  const start = { at, draft: invoke };
  return end ? [start, { at: at + limitMs, draft: end }] : [start];
}

function busCall(call: "open" | "close", at: number, end: End): ScriptedOperation[] {
  const common = { kind: "bus-call", process: "publisher-0", call } as const;
  const ended = endOf(end);
  return callOf(at, { ...common, type: "invoke" }, ended && { ...common, ...ended });
}

/** A subscription besides those of the script, so its number follows theirs. */
const subscription = oneMemberEach.length;
const subscriber = { process: `subscriber-${subscription}`, subscription } as const;

function subscribeCall(at: number, end: End): ScriptedOperation[] {
  const common = { kind: "subscribe", ...subscriber } as const;
  const wanted = { topic: "orders", group: "a", consumer: "consumer-2", from: "new" } as const;
  const ended = endOf(end);
  return callOf(at, { ...common, type: "invoke", ...wanted }, ended && { ...common, ...ended });
}

function closeCall(at: number, end: End): ScriptedOperation[] {
  const common = { kind: "close", ...subscriber } as const;
  const ended = endOf(end);
  return callOf(at, { ...common, type: "invoke" }, ended && { ...common, ...ended });
}

export const hungCalls: ProofScope = {
  name: "calls of open, subscribe and close that resolve, reject, are given up or have no end",
  size: 1024,
  *scripts() {
    const everyEnd = product(ends, ends, ends, ends);
    for (const [opened, subscribed, closed, busClosed] of everyEnd) {
      const extraOperations = [
        ...busCall("open", 100, opened),
        ...subscribeCall(200, subscribed),
        ...closeCall(95_000, closed),
        ...busCall("close", 110_000, busClosed),
      ];
      for (const drain of [...drains, undefined]) {
        const messages = [handledByBoth(20_000)];
        yield { guarantees: {}, members: oneMemberEach, messages, drain, extraOperations };
      }
    }
  },
};
