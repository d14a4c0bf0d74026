import { describe, expect, test } from "vitest";

import { withDefaults } from "../history/guarantee-defaults.ts";
import { planText } from "../run/run-variant.ts";
import { scenarios } from "./index.ts";
import { drawnVariant, planFor } from "./plan-for.ts";
import type { Scenario, Variant } from "./scenario.ts";

const seeds = Array.from({ length: 100 }, (_, seed) => seed);
const runs = scenarios.flatMap((scenario) =>
  scenario.variants.map(
    (variant) => [`${scenario.name}/${variant.name}`, scenario, variant] as const,
  ),
);
const withFaults = runs.filter(([, scenario, variant]) => hasChoices(scenario, variant));

function hasChoices(scenario: Scenario, variant: Variant): boolean {
  const { plan, moments } = planFor(scenario, variant, 1);
  return plan.length > 0 || moments.length > 0;
}

function savedPlan(scenario: Scenario, variant: Variant, seed: number): string {
  const named = { scenario: scenario.name, variant: variant.name, bus: "streams", seed: 0 };
  const title = { ...named, repetition: 1, position: 1, total: 1 };
  return planText({ ...planFor(scenario, variant, seed), title, variant });
}

describe("the plan of a seed", () => {
  test.each(runs)("%s has the same plan.json, byte for byte, for the same seed", (...run) => {
    const [, scenario, variant] = run;
    expect(savedPlan(scenario, variant, 7)).toBe(savedPlan(scenario, variant, 7));
  });

  test.each(withFaults)("%s has another plan for nearly every other seed", (...run) => {
    const [, scenario, variant] = run;
    const distinct = new Set(seeds.map((seed) => savedPlan(scenario, variant, seed)));
    // Two of 100 seeds may draw the same of the 160 moments of a fault without a target.
    expect(distinct.size).toBeGreaterThan(seeds.length / 2);
  });

  test("only variants without faults have payloads that several messages have", () => {
    const equal = scenarios
      .flatMap(({ variants }) => variants)
      .filter(({ workload }) => workload.payloads === "equal");
    expect(equal.map(({ name, minimums }) => [name, minimums.faults])).toEqual([["equal", 0]]);
  });

  test("all partitions and restarts with targets have 100 plans for 100 seeds", () => {
    for (const name of ["partition/reset", "partition/replies-lost", "partition/flapping"]) {
      const [, scenario, variant] = runs.find(([each]) => each === name) ?? [];
      if (!scenario || !variant) throw new Error(`no ${name}`);
      expect(new Set(seeds.map((seed) => savedPlan(scenario, variant, seed))).size).toBe(100);
    }
  });

  test.each(withFaults)("%s strikes at moments of whole quarters of a millisecond", (...run) => {
    const [, scenario, variant] = run;
    for (const seed of seeds) {
      const { plan, moments } = planFor(scenario, variant, seed);
      for (const ms of [...plan.map(({ afterMs }) => afterMs), ...moments]) {
        expect(ms * 4).toBe(Math.round(ms * 4));
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(320);
      }
    }
  });
});

describe("the length of an outage", () => {
  test.each([
    ["sigterm-1s", 1000],
    ["sigkill-5s-everysec", 5000],
    ["sigkill-15s", 15_000],
  ])("%s stays within 3 percent of its name for 100 seeds", (name, ms) => {
    const scenario = scenarios.find((each) => each.name === "restart");
    const variant = scenario?.variants.find((each) => each.name === name);
    if (!scenario || !variant) return;
    const lengths = seeds.map((seed) => planFor(scenario, variant, seed).plan[0]?.holdMs);
    for (const length of lengths) {
      expect(length).toBeGreaterThanOrEqual(ms * 0.97);
      expect(length).toBeLessThanOrEqual(ms * 1.03);
    }
    expect(new Set(lengths).size).toBeGreaterThan(20);
  });
});

describe("the targets of a seed", () => {
  const [, partition] = runs.find(([name]) => name === "partition/reset") ?? [];
  const planOf = (name: string, seed: number) => {
    const variant = partition?.variants.find((each) => each.name === name);
    if (!partition || !variant) throw new Error(`no ${name}`);
    return planFor(partition, variant, seed).plan;
  };

  test.each(["reset", "close", "replies-lost"])(
    "%s strikes at a publish, a read and an acknowledgement in each run",
    (name) => {
      for (const seed of seeds) {
        const purposes = planOf(name, seed).map(({ target }) => target?.purpose);
        expect(new Set(purposes)).toEqual(new Set(["acknowledge", "publish", "read"]));
      }
    },
  );

  test("flapping loses the reply to a read in each run", () => {
    for (const seed of seeds) {
      const lost = planOf("flapping", seed).filter(
        ({ target }) => target?.purpose === "read" && target.position === "before-reply",
      );
      expect(lost).toHaveLength(1);
    }
  });

  test("the order of the targets differs from seed to seed", () => {
    const orders = seeds.map((seed) =>
      planOf("replies-lost", seed)
        .map(({ target }) => target?.purpose)
        .join(),
    );
    expect(new Set(orders).size).toBe(6);
  });
});

describe("a variant that a seed draws", () => {
  const [scenario] = scenarios.filter(({ name }) => name === "soak");
  const [variant] = scenario?.variants ?? [];
  const guarantees = withDefaults({ delivery: "at-least-once", groups: false, sharesWork: false });
  const drawn = (seed: number): Variant | undefined =>
    scenario && variant && drawnVariant(scenario, variant, { seed, guarantees });

  test("soak/mixture is the same for the same seed, and another one for most other seeds", () => {
    const texts = seeds.map((seed) => JSON.stringify(planOf(drawn(seed))));
    expect(texts).toEqual(seeds.map((seed) => JSON.stringify(planOf(drawn(seed)))));
    expect(new Set(texts).size).toBe(seeds.length);
  });

  test("soak/mixture asks for as many faults as it has drawn", () => {
    for (const each of seeds.map(drawn)) {
      expect(each?.minimums.faults).toBe(planOf(each)?.plan.length);
      expect(each?.minimums.faults).toBeGreaterThanOrEqual(2);
    }
  });

  test("soak/mixture has one group and one worker for a bus that claims no more", () => {
    for (const each of seeds.map(drawn)) {
      expect(each?.workload).toMatchObject({ groups: 1, workersPerGroup: 1 });
    }
  });

  test("a variant without a draw stays itself", () => {
    const [restart] = scenarios;
    const [first] = restart?.variants ?? [];
    const same = restart && first && drawnVariant(restart, first, { seed: 1, guarantees });
    expect(same).toBe(first);
  });

  function planOf(given: Variant | undefined) {
    if (!given || !scenario) return undefined;
    return { workload: given.workload, ...planFor(scenario, given, 1) };
  }
});
