import { expect, test } from "vitest";

import { faultName, type FaultSpec } from "../../faults/fault-kinds.ts";
import type { Stage } from "../stage.ts";
import { createLeakCuts } from "./leak-cuts.ts";

/**
 * Cuts once for each number in `open`, which is how many connections the publisher has then. Returns the
 * names of the faults on the publisher.
 */
async function cutsOfPublisher(open: readonly number[]): Promise<readonly string[]> {
  const injected: FaultSpec[] = [];
  let cut = 0;
  const stage: Pick<Stage, "connections" | "inject" | "publish" | "pause" | "signal"> = {
    signal: new AbortController().signal,
    connections: async (role) => (role === "publisher-0" ? (open[cut] ?? 0) : 1),
    async inject(spec) {
      injected.push(spec);
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
  return injected.map(faultName).filter((name) => name.endsWith("publisher-0"));
}

test("a leak cut breaks the only connection of a publisher in each round", async () => {
  const broken = "blackhole on connection 0 of publisher-0";
  expect(await cutsOfPublisher([1, 1, 1])).toEqual([broken, broken, broken]);
});

test("a leak cut breaks the connection that replaced the last one if a publisher leaks connections", async () => {
  expect(await cutsOfPublisher([1, 2, 3, 4])).toEqual([
    "blackhole on connection 0 of publisher-0",
    "blackhole on connection 0 of publisher-0",
    "blackhole on connection 1 of publisher-0",
    "blackhole on connection 2 of publisher-0",
  ]);
});

test("a leak cut closes all connections of a publisher that has several, or none that the link counts", async () => {
  const cut = "cut by FIN on publisher-0";
  expect(await cutsOfPublisher([2, 2])).toEqual([cut, cut]);
  expect(await cutsOfPublisher([0, 0])).toEqual([cut, cut]);
});

test("a leak cut closes all connections if it cannot tell which one is the replacement", async () => {
  expect((await cutsOfPublisher([1, 3, 2])).at(-1)).toBe("cut by FIN on publisher-0");
});
