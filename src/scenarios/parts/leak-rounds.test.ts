import { expect, test } from "vitest";

import type { Stage } from "../stage.ts";
import { allRounds, censusRounds, openAllAtOnce, repeatRounds } from "./leak-rounds.ts";
import { useByMessages } from "./leak-use.ts";

/**
 * Repeats rounds on a stage whose connections the function gives, census by census. Returns how many
 * censuses of each series it took, and how many messages were exchanged to fill caches.
 */
async function repeatOn(connections: (census: number) => number) {
  const taken = { first: 0, second: 0, exchanged: 0, opened: 0 };
  const stage: Partial<Stage> = {
    openGroups: () => 100,
    async openSubscriber() {
      taken.opened++;
      return { close: async () => {} };
    },
    ready: async () => true,
    async exchange() {
      taken.exchanged++;
      return true;
    },
    async census(_round, { confirms = false } = {}) {
      const values = { "server.connections": connections(taken.first + taken.second) };
      if (confirms) taken.second++;
      else taken.first++;
      return { ...values, "heap.usedBytes": 10_000_000 };
    },
  };
  await repeatRounds(stage as Stage, { round: openAllAtOnce, use: useByMessages, unused: 2 });
  return taken;
}

test("a leak run takes a single series if nothing grows", async () => {
  const taken = await repeatOn(() => 6);
  expect(taken).toMatchObject({ first: censusRounds, second: 0, exchanged: 0 });
  // Two small rounds of the warm-up have 25 subscriptions.
  expect(taken.opened).toBe((allRounds - 2) * 100 + 2 * 25);
});

test("a leak run lets 100 groups handle 25 000 messages and takes a second series if a count grew", async () => {
  const taken = await repeatOn((census) => Math.min(10, 6 + census));
  expect(taken).toMatchObject({ first: censusRounds, second: censusRounds, exchanged: 250 });
});

test("a second series ends after a baseline and four rounds if a count grows in each of them", async () => {
  const taken = await repeatOn((census) => 6 + census);
  expect(taken).toMatchObject({ first: censusRounds, second: 5, exchanged: 250 });
});

test("a second series has all rounds if the count stays the same in one of its rounds", async () => {
  const taken = await repeatOn((census) => 6 + census - (census > censusRounds + 2 ? 1 : 0));
  expect(taken).toMatchObject({ first: censusRounds, second: censusRounds });
});
