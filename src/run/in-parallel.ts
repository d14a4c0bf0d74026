/**
 * Runs `work` for every item, at most `limit` at a time, and returns the results in the order of the
 * items. The first failure ends the wait for a free place; what is under way is still waited for.
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
