import { expect, test } from "vitest";

import { faultName, type FaultSpec } from "../faults/fault-kinds.ts";
import { createLeakCuts } from "./leak-cuts.ts";
import type { Stage } from "./stage.ts";

/** A stage on which the publisher has so many connections, cut after cut, and what was laid there. */
async function cutsOfPublisher(open: readonly number[]): Promise<readonly string[]> {
  const laid: FaultSpec[] = [];
  let cut = 0;
  const stage: Pick<Stage, "connections" | "inject" | "publish" | "pause" | "signal"> = {
    signal: new AbortController().signal,
    connections: async (role) => (role === "publisher-0" ? (open[cut] ?? 0) : 1),
    async inject(spec) {
      laid.push(spec);
      return async () => undefined;
    },
    publish: async () => true,
    pause: async () => undefined,
  };
  const cuts = createLeakCuts({ subscriber: "subscriber-0", publisher: "publisher-0" });
  for (; cut < open.length; cut++) {
    const reconnected = await cuts.cut(stage as Stage);
    await reconnected();
  }
  return laid.map(faultName).filter((name) => name.endsWith("publisher-0"));
}

test("the one connection of a publisher is broken again and again", async () => {
  const broken = "blackhole connection 0 publisher-0";
  expect(await cutsOfPublisher([1, 1, 1])).toEqual([broken, broken, broken]);
});

test("of a publisher that leaks them, what took the place of the broken one is broken next", async () => {
  expect(await cutsOfPublisher([1, 2, 3, 4])).toEqual([
    "blackhole connection 0 publisher-0",
    "blackhole connection 0 publisher-0",
    "blackhole connection 1 publisher-0",
    "blackhole connection 2 publisher-0",
  ]);
});

test("a publisher with several, or with none that the link counts, loses all at once", async () => {
  const cut = "cut by FIN publisher-0";
  expect(await cutsOfPublisher([2, 2])).toEqual([cut, cut]);
  expect(await cutsOfPublisher([0, 0])).toEqual([cut, cut]);
});

test("one whose replacement cannot be told any more loses all at once", async () => {
  expect((await cutsOfPublisher([1, 3, 2])).at(-1)).toBe("cut by FIN publisher-0");
});
