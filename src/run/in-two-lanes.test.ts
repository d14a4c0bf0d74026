import { setImmediate as nextTurn } from "node:timers/promises";

import { expect, test } from "vitest";

import { inTwoLanes } from "./in-two-lanes.ts";

/** Works on items that the test ends, with a limit that the test sets. */
function openLanes(lanes: {
  readonly shared: readonly string[];
  readonly alone: readonly string[];
}) {
  let limit = 1;
  const begun = new Map<string, PromiseWithResolvers<void>>();
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const beginOf = (item: string): PromiseWithResolvers<void> => {
    const known = waiting.get(item) ?? Promise.withResolvers<void>();
    waiting.set(item, known);
    return known;
  };
  const ended = inTwoLanes(lanes, { most: 4, current: () => limit }, async (item) => {
    const end = Promise.withResolvers<void>();
    begun.set(item, end);
    beginOf(item).resolve();
    await end.promise;
  });
  return {
    ended,
    setLimit: (value: number) => (limit = value),
    hasBegun: (item: string) => begun.has(item),
    begins: async (item: string) => await beginOf(item).promise,
    end: (item: string) => begun.get(item)?.resolve(),
    fail: (item: string) => begun.get(item)?.reject(new Error(`${item} failed`)),
  };
}

test("an item that is to be alone begins beside a shared one when the limit rises above one", async () => {
  const lanes = openLanes({ shared: ["shared"], alone: ["leak"] });
  await lanes.begins("shared");
  expect(lanes.hasBegun("leak")).toBe(false);
  lanes.setLimit(2);
  await lanes.begins("leak");
  lanes.end("leak");
  lanes.end("shared");
  await lanes.ended;
});

test("an item that is to be alone begins after the shared ones if the limit stays at one", async () => {
  const lanes = openLanes({ shared: ["shared"], alone: ["leak"] });
  await lanes.begins("shared");
  expect(lanes.hasBegun("leak")).toBe(false);
  lanes.end("shared");
  await lanes.begins("leak");
  lanes.end("leak");
  await lanes.ended;
});

test("items that are to be alone begin at once if there are no shared ones, one after the other", async () => {
  const lanes = openLanes({ shared: [], alone: ["burst", "leak"] });
  await lanes.begins("burst");
  expect(lanes.hasBegun("leak")).toBe(false);
  lanes.end("burst");
  await lanes.begins("leak");
  lanes.end("leak");
  await lanes.ended;
});

test("a failure in one lane is thrown when the item of the other lane has ended", async () => {
  const lanes = openLanes({ shared: ["shared"], alone: ["leak"] });
  lanes.setLimit(2);
  await lanes.begins("leak");
  let isOver = false;
  const ended = lanes.ended.finally(() => (isOver = true)).catch(String);
  lanes.fail("shared");
  await nextTurn();
  expect(isOver).toBe(false);
  lanes.end("leak");
  expect(await ended).toBe("Error: shared failed");
});
