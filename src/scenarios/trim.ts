import { keepsMessages } from "../history/delivery-claims.ts";
import { faultCheckers, steadyWorkload } from "./defaults.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant } from "./scenario.ts";

/** The handler fails with these messages of the load, one after the other, from 300 ms at the latest to 600 ms at least. */
const failed = { from: 40, upTo: 60, count: 80 } as const;
/** The handlers fail by then. */
const beforeMs = 400;
const deletedAtMost = 10;

/** Entries vanish from a stream, as by a limit of its length or age, while a group still needs them. */
export const trim: Scenario = {
  name: "trim",
  summary: "entries that are pending vanish from the stream, and the others must still come",
  variants: [deletedWhilePending()],
  notApplicable: (guarantees) =>
    keepsMessages(guarantees) ? undefined : "a bus that keeps no message has no pending entries",
};

/**
 * A deleted entry stays on the pending list, without a body. The subscriber is reset when no handler fails any more, because a
 * bus may read its pending list only when it connects.
 */
function deletedWhilePending(): Variant {
  return {
    name: "pending-entries",
    summary: `up to ${deletedAtMost} entries are deleted while their handlers fail, then the subscriber is reset`,
    tier: "quick",
    workload: { ...steadyWorkload, steadyMs: beforeMs },
    persistence: "everysec",
    plan: (random) => [
      {
        spec: { kind: "delete-pending", most: deletedAtMost },
        afterMs: drawMs(random, 0),
        holdMs: 0,
      },
      {
        spec: { kind: "network", role: "subscriber-0", fault: { kind: "cut", how: "rst" } },
        afterMs: drawMs(random, 0),
        holdMs: 0,
        afterRecovery: true,
      },
    ],
    handlers: (random) => [
      {
        message: `publisher-0/${random.integer(failed.from, failed.upTo)}`,
        count: failed.count,
        act: { kind: "throw-once", how: "exception" },
      },
    ],
    checkers: faultCheckers,
    minimums: { acknowledged: 20, faults: 2, failedHandlers: 1 },
  };
}
