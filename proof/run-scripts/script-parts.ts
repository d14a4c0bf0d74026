import type {
  GroupDeliveries,
  ScriptedMember,
  ScriptedDelivery,
  ScriptedMessage,
} from "./run-script.ts";

export type HandlerOutcome = ScriptedDelivery["outcome"];

export const deliveryGuarantees = ["at-least-once", "at-most-once"] as const;
export const claims = [false, true] as const;
export const drains = ["complete", "stalled", "progressing"] as const;
export const noDeliveries: GroupDeliveries = { deliveries: [] };

/** One subscriber in each of two groups. */
export const oneEach: readonly ScriptedMember[] = [{ group: 0 }, { group: 1 }];

/** Delivered 2 ms after `at` to one subscriber, and each further time 100 ms later. */
export function deliveriesTo(
  outcomes: readonly HandlerOutcome[],
  at: number,
  by: number,
): GroupDeliveries {
  return {
    deliveries: outcomes.map((outcome, again) => ({ at: at + 2 + 100 * again, outcome, by })),
  };
}

/** A message that both groups handle at once. */
export function handledByBoth(at: number): ScriptedMessage {
  const byGroup = [deliveriesTo(["handled"], at, 0), deliveriesTo(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries: 1, byGroup };
}
