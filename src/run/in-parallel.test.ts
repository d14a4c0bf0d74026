import { expect, test } from "vitest";

import { inParallel } from "./in-parallel.ts";

test("inParallel returns the results in the order of the items, whichever ends first", async () => {
  const first = Promise.withResolvers<void>();
  const done: number[] = [];
  const results = await inParallel([1, 2], 2, async (item) => {
    if (item === 1) await first.promise;
    else first.resolve();
    done.push(item);
    return item * 10;
  });
  expect(results).toEqual([10, 20]);
  expect(done).toEqual([2, 1]);
});

test("inParallel never runs more items at a time than the limit", async () => {
  let underWay = 0;
  let most = 0;
  await inParallel(Array.from({ length: 20 }), 3, async () => {
    most = Math.max(most, ++underWay);
    await Promise.resolve();
    underWay--;
  });
  expect(most).toBe(3);
});

test("inParallel throws a failure after the running items have ended, and starts no new ones", async () => {
  const begun: number[] = [];
  let secondEnded = false;
  const running = inParallel([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error("broken");
    await Promise.resolve();
    secondEnded = true;
  });
  await expect(running).rejects.toThrow("broken");
  expect(secondEnded).toBe(true);
  expect(begun).toEqual([0, 1]);
});
