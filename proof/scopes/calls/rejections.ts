/**
 * Was a publish refused although no fault was near, by a bus that the harness had not closed? A fault is near from 250 ms before it is injected
 * until 2 s after the publisher had a publish acknowledged again. For example:
 *
 *     1000   publisher-0/0 is acknowledged
 *     19748  publisher-0/1 is rejected after 1 ms
 *     20000  every connection is cut
 *     30000  the fault is healed
 *     31001  publisher-0/2 is acknowledged
 *
 * `rejected`, because the call failed 251 ms before the fault. At 19749 it is explained.
 */
import { scriptedCommand } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  type ScriptedFault,
  type ScriptedMessage,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { handledByBoth, noDeliveries, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const cut: ScriptedFault = { at: 20_000, healAt: 30_000, roles: ["publisher-0"] };
const faults = [undefined, cut, { ...cut, healAt: null }] as const;
const againAt = 31_000;

/** Around the first acknowledged publish, both ends of the time near the fault, and the drain. */
const failingAt = [
  1000,
  1001,
  1002,
  19_748,
  19_749,
  25_000,
  30_500,
  againAt + 2000,
  againAt + 2001,
  againAt + 2002,
  drainedAtMs - 1,
  drainedAtMs,
];
const outcomes = ["rejected", "in doubt", "unsettled", "acknowledged"] as const;

export const rejections: ProofScope = {
  name: "a publish that fails before, near and after a fault, or after a close, refused by Redis or by the bus",
  size: 13_824,
  *scripts() {
    for (const [fault, at, outcome] of product(faults, failingAt, outcomes)) {
      for (const [isRefused, isAsked, isBurst, delayMs, closedAfterMs] of product(
        [false, true],
        [true, false],
        [false, true],
        [0, 500, 501],
        [undefined, 1, 2, "restarted"] as const,
      )) {
        const failing: ScriptedMessage = {
          at,
          outcome,
          tookMs: 1,
          entries: 0,
          byGroup: [noDeliveries, noDeliveries],
        };
        const messages = [handledByBoth(1000), failing, handledByBoth(againAt)];
        yield {
          guarantees: { delivery: "at-most-once" },
          ...(isAsked && { checkers: ["rejection"] }),
          ...(isBurst && { isBurst }),
          ...(fault && { fault }),
          members: oneMemberEach,
          messages,
          drain: "complete",
          hasCommands: true,
          extraOperations: [
            ...commandOf(at, isRefused),
            ...delayOf(delayMs),
            ...closesOf(at, closedAfterMs),
          ],
        };
      }
    }
  },
};

function commandOf(at: number, isRefused: boolean): readonly ScriptedOperation[] {
  if (!isRefused) return [];
  const sent = { process: "publisher-0", command: "XADD", messages: ["publisher-0/1"] };
  return [scriptedCommand({ ...sent, at, error: "ERR the id is too small" })];
}

function closesOf(
  at: number,
  closedAfterMs: number | "restarted" | undefined,
): readonly ScriptedOperation[] {
  if (closedAfterMs === undefined) return [];
  if (closedAfterMs !== "restarted") return [closeOf(at + closedAfterMs)];
  // It opens again just when the failing call is made.
  const common = { kind: "bus-call", process: "publisher-0", call: "open" } as const;
  return [
    closeOf(at - 2),
    { at: at - 1, draft: { ...common, type: "invoke" } },
    { at, draft: { ...common, type: "ok" } },
  ];
}

/** The harness closes the publisher: at the moment at which its call fails, or 1 ms later. */
function closeOf(at: number): ScriptedOperation {
  const common = { kind: "bus-call", process: "publisher-0", call: "close" } as const;
  return { at, draft: { ...common, type: "invoke" } };
}

function delayOf(eventLoopDelayMs: number): readonly ScriptedOperation[] {
  const common = { kind: "sample", type: "info", process: "harness", sample: "harness" } as const;
  return [{ at: drainedAtMs - 2, draft: { ...common, values: { eventLoopDelayMs } } }];
}
