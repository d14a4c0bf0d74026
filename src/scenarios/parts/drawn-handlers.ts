import type { Random } from "../../random.ts";
import type { HandlerAct, HandlerStep } from "../../workload/handler-plan.ts";

export interface HandlerSpread {
  /** The first message that may be drawn. Earlier ones may be canaries. */
  readonly from: number;
  /** The length of a stretch, in messages. The seed picks one message of each stretch. */
  readonly every: number;
  /** How many are drawn. */
  readonly count: number;
  readonly publisher?: string;
}

/** Draws messages of a publisher, one of each stretch, and what the handlers do with them. */
export function drawHandlers(
  random: Random,
  { from, every, count, publisher = "publisher-0" }: HandlerSpread,
  actOf: (at: number) => HandlerAct,
): readonly HandlerStep[] {
  return Array.from({ length: count }, (_, at) => {
    const sequence = from + at * every + random.integer(0, every - 1);
    return { message: `${publisher}/${sequence}`, act: actOf(at) };
  });
}
