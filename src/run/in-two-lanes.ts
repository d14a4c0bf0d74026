import { sleep } from "../clock.ts";
import { inParallel } from "./in-parallel.ts";

/** The items of two lanes. */
export interface Lanes<Item> {
  /** Items of which several go on at a time. */
  readonly shared: readonly Item[];
  /** Items that go on beside these, one at a time. */
  readonly alone: readonly Item[];
}

/** The number of shared items that may go on at once. */
interface Limit {
  readonly most: number;
  current(): number;
}

const roomIntervalMs = 100;

/**
 * Works on the items of both lanes at the same time. An item of `alone` begins when the limit leaves room for more than
 * one, or when all shared items have ended. Waits for both lanes also if one fails, and then throws the failure.
 */
export async function inTwoLanes<Item>(
  { shared, alone }: Lanes<Item>,
  limit: Limit,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let hasEnded = shared.length === 0;
  const ofShared = inParallel(shared, limit, work).finally(() => (hasEnded = true));
  const ofAlone = inParallel(alone, 1, async (item) => {
    while (!hasEnded && limit.current() <= 1) await sleep(roomIntervalMs);
    await work(item);
  });
  const ends = await Promise.allSettled([ofShared, ofAlone]);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
}
