import { sleep } from "../../clock.ts";
import { BusRefusal, HungCall } from "../record/bus-refusal.ts";

/** Pause between two attempts. A user's program would not try again at once either. */
const pauseMs = 20;

/**
 * Does the work until the bus does not refuse, at most `attempts` times. Throws the last refusal. A call
 * that hangs is not made again, because it may still act later.
 */
export async function tryAgain<T>(
  attempts: number,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isOver = attempt >= attempts || error instanceof HungCall;
      if (isOver || !(error instanceof BusRefusal)) throw error;
      await sleep(pauseMs, signal);
    }
  }
}
