import { expect, test } from "vitest";

import type { BusModule } from "../../bus/contract.ts";
import { fanOut } from "../../scenarios/fan-out.ts";
import { restart } from "../../scenarios/restart.ts";
import { planRuns } from "./plan-runs.ts";
import type { RunRequest } from "./run-request.ts";

const [first] = restart.variants;
if (!first) throw new Error("restart has no variants");

const asked = {
  scenarios: [
    { scenario: restart, variants: [first] },
    { scenario: fanOut, variants: fanOut.variants.slice(0, 1) },
  ],
  bus: { name: "streams", guarantees: { delivery: "at-least-once" } } as BusModule,
  seed: 7,
  repeat: 2,
} satisfies Partial<RunRequest>;

test("planRuns runs every variant once before it repeats one, and gives each round its own seed", () => {
  const runs = planRuns(asked).map(({ title }) => title);
  expect(runs.map(({ scenario }) => scenario)).toEqual([
    "restart",
    "fan-out",
    "restart",
    "fan-out",
  ]);
  expect(runs.map(({ seed }) => seed)).toEqual([7, 7, 8, 8]);
  expect(runs.map(({ repetition }) => repetition)).toEqual([1, 1, 2, 2]);
  expect(runs.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  expect(runs.every(({ total, bus }) => total === 4 && bus === "streams")).toBe(true);
});

test("planRuns replaces the parts of the workload that the request names, and nothing else", () => {
  const [changed] = planRuns({ ...asked, messages: 5, ratePerSecond: 6, subscribers: 7 });
  const changes = { messages: 5, ratePerSecond: 6, groups: 7 };
  expect(changed?.variant).toEqual({ ...first, workload: { ...first.workload, ...changes } });
});

test("planRuns replaces the number of subscribers of a shared queue, and not the number of queues", () => {
  const variant = { ...first, workload: { ...first.workload, groups: 1, workersPerGroup: 10 } };
  const scenarios = [{ scenario: fanOut, variants: [variant] }];
  const [changed] = planRuns({ ...asked, scenarios, subscribers: 7 });
  expect(changed?.variant.workload).toMatchObject({ groups: 1, workersPerGroup: 7 });
});

test("planRuns leaves a variant as it is if the request names no workload", () => {
  expect(planRuns(asked)[0]?.variant).toEqual(first);
});
