/**
 * Does a group let messages lie while the drain waits for them? The drain comes to its limit at 90000, so its last
 * stretch begins at 60000. For example:
 *
 *     1000   publisher-0/0 is published; its handler fails
 *     2000   group a gets a hundred messages within a second
 *     60001  group a gets 299 messages until the end of the drain, but never again publisher-0/0
 *     90000  the drain is stopped
 *
 * `late` with the verdict `fail`, because a tenth of its pace would be 300 messages. It is not decided if the handlers,
 * a fault, the harness or a claim of the bus may be the reason.
 */
import {
  drainedAtMs,
  type GroupDeliveries,
  type RunScript,
  type ScriptedDelivery,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, drains, noDeliveries, standstill } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const stretchMs = 60_000;
const busyMs = 2000;

type Part = Partial<RunScript>;

/** Without a reason, just before each reason, and with it. */
const reasons: readonly Part[] = [
  {},
  { fault: { at: 500, healAt: stretchMs, roles: ["subscriber-0"] } },
  { fault: { at: 500, healAt: stretchMs + 1, roles: ["subscriber-0"] } },
  { fault: { at: 500, healAt: null, roles: ["subscriber-0"] } },
  { extraOperations: [standstill(stretchMs, 501)] },
  { extraOperations: [standstill(stretchMs + 1, 500)] },
  { extraOperations: [standstill(stretchMs + 1, 501)] },
  { extraOperations: [drainBegins(stretchMs)] },
  { extraOperations: [drainBegins(stretchMs + 1)] },
  { members: [{ group: 0, closedAt: drainedAtMs - 1 }] },
  { guarantees: { redeliversWithinMs: 88_999 } },
  { guarantees: { redeliversWithinMs: 89_000 } },
  { guarantees: { delivery: "best-effort" } },
];

/** The handlers of one more message: none, some that run for a tenth of the stretch or longer, and one that fails. */
const handlers: readonly (readonly ScriptedDelivery[])[] = [
  [],
  [{ at: 70_000, outcome: "handled", by: 0, tookMs: 3000 }],
  [{ at: 70_000, outcome: "handled", by: 0, tookMs: 3001 }],
  [{ at: 50_000, outcome: "handled", by: 0, tookMs: 10_000 }],
  [{ at: drainedAtMs - 3000, outcome: "unfinished", by: 0 }],
  [{ at: drainedAtMs - 4000, outcome: "unfinished", by: 0 }],
  [
    { at: stretchMs - 2, outcome: "failed", by: 0 },
    { at: stretchMs, outcome: "handled", by: 0 },
  ],
  [{ at: stretchMs - 1, outcome: "failed", by: 0, tookMs: 2 }],
];

/** How many messages the group gets in its busiest second, and within which time. */
const busy = [
  { count: 99, spanMs: 900 },
  { count: 100, spanMs: 999 },
  { count: 100, spanMs: 1000 },
] as const;

/** When the missing message is published, and what becomes of the call. */
const missing: readonly ScriptedMessage[] = [
  missingMessage({ at: 1000, byGroup: [deliveriesTo(["failed"], 1000, 0)] }),
  missingMessage({ at: 1000 }),
  missingMessage({ at: stretchMs - 2 }),
  missingMessage({ at: stretchMs - 1 }),
  missingMessage({ at: 1000, outcome: "in doubt" }),
  missingMessage({ at: 1000, outcome: "unsettled" }),
];

export const slowHandOuts: ProofScope = {
  name: "a message that never comes again, in a group that was fast before, or not",
  size: 5616,
  *scripts() {
    for (const [reason, { count, spanMs }, drain] of product(reasons, busy, drains)) {
      for (const [message, deliveries] of product(missing, handlers)) {
        const handled = Array.from({ length: count }, (_, at) =>
          handledAt(busyMs + Math.floor((at * spanMs) / (count - 1))),
        );
        yield scriptOf(reason, drain, [message, withHandlers(deliveries), ...handled]);
      }
    }
  },
};

/** How many messages the group gets in the last stretch. A tenth of its pace is 300 of them, or 303. */
const pacesInStretch = [298, 299, 300, 303, 304];

export const pacesOfHandOuts: ProofScope = {
  name: "a message that never comes again, in a group that gets many others meanwhile",
  size: 10,
  *scripts() {
    for (const [count, inStretch] of product([100, 101], pacesInStretch)) {
      const early = Array.from({ length: count }, (_, at) => handledAt(busyMs + at));
      const late = Array.from({ length: inStretch }, (_, at) => handledAt(stretchMs + 1 + at * 90));
      const script = scriptOf({}, "progressing", [missing[1]!, ...early, ...late]);
      yield script;
    }
  },
};

function scriptOf(
  reason: Part,
  drain: RunScript["drain"],
  messages: readonly ScriptedMessage[],
): RunScript {
  return { guarantees: {}, members: [{ group: 0 }], drain, audit: "none", messages, ...reason };
}

function missingMessage(
  given: Partial<ScriptedMessage> & { readonly at: number },
): ScriptedMessage {
  return { outcome: "acknowledged", entries: 1, byGroup: [noDeliveries], ...given };
}

/** A message that a handler gets before the stretch too, so that it is not missing. */
function withHandlers(deliveries: readonly ScriptedDelivery[]): ScriptedMessage {
  const own: GroupDeliveries = { deliveries };
  return { at: 1500, outcome: "acknowledged", entries: 1, byGroup: [own] };
}

/** A message that the group handles within 1 ms. */
function handledAt(at: number): ScriptedMessage {
  const byGroup = [{ deliveries: [{ at, outcome: "handled", by: 0 } as const] }];
  return { at: at - 1, outcome: "acknowledged", entries: 1, byGroup };
}

function drainBegins(at: number) {
  return {
    at,
    draft: { kind: "phase", type: "info", process: "harness", phase: "drain" },
  } as const;
}
