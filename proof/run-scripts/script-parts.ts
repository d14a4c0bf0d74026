import type {
  GroupDeliveries,
  ScriptedDelivery,
  ScriptedMember,
  ScriptedMessage,
  ScriptedOperation,
} from "./run-script.ts";

export type HandlerOutcome = ScriptedDelivery["outcome"];

export const eitherWay = [false, true] as const;
export const drains = ["complete", "stalled", "progressing"] as const;
export const noDeliveries: GroupDeliveries = { deliveries: [] };

/** Each of the two groups has one subscriber. */
export const oneMemberEach: readonly ScriptedMember[] = [{ group: 0 }, { group: 1 }];

/** Returns one delivery for each outcome: the first 2 ms after `at`, then one every 100 ms. */
export function deliveriesTo(
  outcomes: readonly HandlerOutcome[],
  at: number,
  by: number,
): GroupDeliveries {
  return {
    deliveries: outcomes.map((outcome, again) => ({ at: at + 2 + 100 * again, outcome, by })),
  };
}

/** Returns a message that both groups handle 2 ms after it was published. */
export function handledByBoth(at: number): ScriptedMessage {
  const byGroup = [deliveriesTo(["handled"], at, 0), deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries: 1, byGroup };
}

/** The harness records that its event loop stood still for this long at most. */
export function standstill(at: number, eventLoopDelayMs: number): ScriptedOperation {
  const common = { kind: "sample", type: "info", process: "harness", sample: "harness" } as const;
  return { at, draft: { ...common, values: { eventLoopDelayMs } } };
}
