import { sleep } from "../clock.ts";

/** How long a free place waits before it asks again whether one more item may be worked on. */
const limitIntervalMs = 50;

/**
 * Runs `work` for every item, at most `limit` at a time, and returns the results in the order of the
 * items. The limit may change while the work goes on; it does not stop work that has begun. After a failure it starts no more work, waits for the work that is running, and throws the
 * first failure.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number | { readonly most: number; current(): number },
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  let active = 0;
  let failed = false;
  const { most, current } =
    typeof limit === "number" ? { most: limit, current: () => limit } : limit;
  async function takeTurns(): Promise<void> {
    while (next < items.length && !failed) {
      if (active > 0 && active >= current()) {
        await sleep(limitIntervalMs);
        continue;
      }
      const at = next++;
      active++;
      try {
        results.set(at, await work(items[at] as Item));
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        active--;
      }
    }
  }
  const turns = Array.from({ length: Math.min(most, items.length) }, takeTurns);
  const ends = await Promise.allSettled(turns);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
  return [...results].toSorted(([one], [other]) => one - other).map(([, result]) => result);
}
