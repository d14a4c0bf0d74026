import { expect, test } from "vitest";

import { scenarios } from "../scenarios/index.ts";
import { planFor } from "../scenarios/plan-for.ts";
import { nameStruckRole } from "./struck-role.ts";

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

test("an expected text names the subscriber that the plan of the seed cuts off", () => {
  const fanOut = scenarios.find(({ name }) => name === "fan-out");
  const variant = fanOut?.variants.find(({ name }) => name === "one-cut-off");
  if (!fanOut || !variant) throw new Error("fan-out/one-cut-off does not exist");
  const texts = seeds.map((seed) =>
    nameStruckRole("{role} is deaf", "fan-out/one-cut-off", { scenarios, seed }),
  );
  const roles = seeds.map((seed) => {
    const spec = planFor(fanOut, variant, seed).plan[0]?.spec;
    return spec?.kind === "network" ? spec.role : "no role";
  });
  expect(texts).toEqual(roles.map((role) => `${role} is deaf`));
  expect(new Set(texts).size).toBeGreaterThan(3);
});

test("an expected text without a placeholder stays as it is, also for an exploration", () => {
  const text = nameStruckRole("unread", "explore/publishes", { scenarios, seed: 1 });
  expect(text).toBe("unread");
});

test.for(["restart/sigterm-1s", "partition/refuse", "fan-out/calm", "explore/publishes"])(
  "an expected text with a placeholder is refused if %s strikes no single role",
  (run) => {
    const name = (): string => nameStruckRole("{role} is deaf", run, { scenarios, seed: 1 });
    expect(name).toThrow("strikes no single role");
  },
);
