import type { Fate, Member, StoryDelivery, StoryMessage } from "../story.ts";

export type HandlerOutcome = StoryDelivery["outcome"];

export const deliveryGuarantees = ["at-least-once", "at-most-once"] as const;
export const claims = [false, true] as const;
export const drains = ["complete", "stalled", "progressing"] as const;
export const noFate: Fate = { deliveries: [] };

/** One subscriber in each of two groups. */
export const oneEach: readonly Member[] = [{ group: 0 }, { group: 1 }];

/** Delivered 2 ms after `at` to one subscriber, and each further time 100 ms later. */
export function fate(outcomes: readonly HandlerOutcome[], at: number, by: number): Fate {
  return {
    deliveries: outcomes.map((outcome, again) => ({ at: at + 2 + 100 * again, outcome, by })),
  };
}

/** A message that both groups handle at once. */
export function fine(at: number): StoryMessage {
  const fates = [fate(["handled"], at, 0), fate(["handled"], at, 1)];
  return { at, outcome: "acknowledged", entries: 1, fates };
}
