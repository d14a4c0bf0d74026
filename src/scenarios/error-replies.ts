import { everyRole } from "../faults/contract/fault-definition.ts";
import type { FaultSpec } from "../faults/fault-kinds.ts";
import type { RefusalName } from "../link/contract/command-point.ts";
import { faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawLengthMs, drawMs, firstRoles } from "./parts/drawn-moments.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";

/** Time under load before the fault. */
const beforeMs = 200;
/**
 * A message every 50 ms. Between two messages a blocking read waits at Redis, and a demotion ends it with UNBLOCKED.
 * Later reads get READONLY, so a demotion that strikes between two reads shows less.
 */
const seldomWorkload: Workload = { ...steadyWorkload, ratePerSecond: 20, steadyMs: 1000 };
const betweenMessages = { fromMs: beforeMs + 12, overMs: 25 } as const;
/** A client that tries again after 1 s meets the error more than once. */
const longMs = 1500;

/**
 * Redis answers with errors for a while, and every connection stays open. A bus must not take such an answer for a
 * success, must not give up at it, and must not wait for a reconnect that never comes.
 */
export const errorReplies: Scenario = {
  name: "error-replies",
  summary: "Redis answers commands with errors for a while, and connections stay open",
  variants: [
    answered({
      name: "demoted",
      summary: "Redis becomes a read-only replica, and a master again after 1.5 s",
      spec: { kind: "demote-redis" },
      workload: seldomWorkload,
      within: betweenMessages,
    }),
    answered({
      name: "publisher-readonly",
      summary: "the link answers the publisher's writes with READONLY for 1.5 s",
      spec: byLink("READONLY", firstRoles.publisher),
    }),
    answered({
      name: "subscriber-readonly",
      summary: "the link answers the subscriber's writes with READONLY for 1.5 s",
      spec: byLink("READONLY", firstRoles.subscriber),
    }),
    answered({
      name: "subscriber-nogroup",
      summary: "the link answers the subscriber's commands on groups with NOGROUP for 1.5 s",
      spec: byLink("NOGROUP", firstRoles.subscriber),
    }),
    answered({
      name: "publisher-noperm",
      summary: "the link answers every command of the publisher with NOPERM for 1.5 s",
      spec: byLink("NOPERM", firstRoles.publisher),
    }),
    answered({
      name: "loading",
      summary: "the link answers every role with LOADING for 0.5 s, as Redis does while it loads",
      tier: "quick",
      errorsMs: 500,
      spec: byLink("LOADING", everyRole),
    }),
  ],
};

function byLink(error: RefusalName, role: string): FaultSpec {
  return { kind: "network", role, fault: { kind: "refuse-commands", error } };
}

interface Answered extends Pick<Variant, "name" | "summary"> {
  readonly spec: FaultSpec;
  /** `thorough` by default. */
  readonly tier?: Variant["tier"];
  /** About how long the errors last. */
  readonly errorsMs?: number;
  /** `steadyWorkload` by default. */
  readonly workload?: Workload;
  /** When the fault strikes, in milliseconds from a beat of the load on. */
  readonly within?: { readonly fromMs: number; readonly overMs?: number };
}

function answered({
  spec,
  tier = "thorough",
  errorsMs = longMs,
  workload = steadyWorkload,
  within: { fromMs, overMs } = { fromMs: beforeMs },
  ...named
}: Answered): Variant {
  // At 20 messages per second the usual minimum of 50 would take 2.5 s, so there 10 messages are enough.
  const acknowledged = Math.min(steadyMinimums.acknowledged, Number(workload.ratePerSecond) / 2);
  return {
    ...named,
    tier,
    workload,
    persistence: "everysec",
    plan: (random) => [
      { spec, afterMs: drawMs(random, fromMs, overMs), holdMs: drawLengthMs(random, errorsMs) },
    ],
    checkers: faultCheckers,
    minimums: { ...steadyMinimums, acknowledged },
  };
}
