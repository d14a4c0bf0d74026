/**
 * Runs `work` for every item, at most `limit` at a time, and returns the results in the order of the
 * items. After a failure it starts no more work, waits for the work that is running, and throws the
 * first failure.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  let failed = false;
  async function takeTurns(): Promise<void> {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        results.set(at, await work(items[at] as Item));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const turns = Array.from({ length: Math.min(limit, items.length) }, takeTurns);
  const ends = await Promise.allSettled(turns);
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
  return [...results].toSorted(([one], [other]) => one - other).map(([, result]) => result);
}
