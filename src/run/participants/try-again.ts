import { sleep } from "../../clock.ts";
import { BusRefusal } from "../record/bus-refusal.ts";

/** Pause between two attempts. A user's program would not try again at once either. */
const pauseMs = 20;

/** Does the work until the bus does not refuse, at most `attempts` times. Throws the last refusal. */
export async function tryAgain<T>(
  attempts: number,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !(error instanceof BusRefusal)) throw error;
      await sleep(pauseMs, signal);
    }
  }
}
