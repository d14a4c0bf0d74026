import { expect, test } from "vitest";

import type { RedisProvider } from "../../fixtures/redis/redis.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { LinkCapability, LinkFactory } from "../../link/contract/link.ts";
import { scenarios } from "../../scenarios/index.ts";
import { planFor } from "../../scenarios/plan-for.ts";
import { whyNotApplicable } from "./applicability.ts";

const atLeastOnce: HistoryGuarantees = {
  delivery: "at-least-once",
  ordering: "none",
  deduplicates: false,
  replaysFromStart: true,
  groups: true,
};
const everything: readonly LinkCapability[] = [
  "cut-fin",
  "cut-rst",
  "refuse",
  "blackhole",
  "blackhole-existing",
  "blackhole-connection",
  "stall",
  "stall-existing",
  "latency",
  "live-counters",
];

interface Given {
  readonly name: string;
  readonly variant: string;
  readonly guarantees?: Partial<HistoryGuarantees>;
  readonly capabilities?: readonly LinkCapability[];
  readonly controlsProcess?: boolean;
  readonly groups?: number;
}

function ask({ name, variant: wanted, ...given }: Given) {
  const { guarantees, capabilities, controlsProcess = true } = given;
  const scenario = scenarios.find((each) => each.name === name);
  const variant = scenario?.variants.find((each) => each.name === wanted);
  if (!scenario || !variant) throw new Error(`no ${name} ${wanted}`);
  const { groups = variant.workload.groups } = given;
  const provider = { name: "external", controlsProcess } as RedisProvider;
  const links = {
    kind: "toxiproxy",
    capabilities: new Set(capabilities ?? everything),
  } as Partial<LinkFactory>;
  return whyNotApplicable({
    scenario,
    variant: { ...variant, workload: { ...variant.workload, groups } },
    plan: planFor(scenario, variant, 1),
    guarantees: { ...atLeastOnce, ...guarantees },
    provider,
    links: links as LinkFactory,
  });
}

test("a fault that the link cannot do is refused before the run", () => {
  const capabilities = everything.filter((capability) => capability !== "cut-rst");
  expect(ask({ name: "partition", variant: "reset", capabilities })).toMatch(/cannot do cut-rst/);
  expect(ask({ name: "partition", variant: "close", capabilities })).toBeUndefined();
});

test("a kill is refused where the provider does not own the process", () => {
  const given = { name: "restart", controlsProcess: false };
  expect(ask({ ...given, variant: "sigkill-1s" })).toMatch(/does not control the Redis process/);
  expect(ask({ ...given, variant: "control-off" })).toMatch(/does not control the Redis process/);
});

test("ten groups say nothing about a bus that claims a single one", () => {
  const guarantees = { groups: false };
  expect(ask({ name: "fan-out", variant: "calm", guarantees })).toMatch(
    /does not claim several groups/,
  );
  expect(ask({ name: "fan-out", variant: "burst", guarantees })).toBeUndefined();
});

test("a fault on a role that a smaller workload lacks is refused before the run", () => {
  const given = { name: "fan-out", variant: "one-cut-off" };
  expect(ask({ ...given, groups: 3 })).toMatch(/no subscriber-3/);
  expect(ask({ ...given, groups: 4 })).toBeUndefined();
});

test("a bus that keeps nothing is not asked to replay, nor to lose what it kept", () => {
  const guarantees = { delivery: "at-most-once", replaysFromStart: false } as const;
  expect(ask({ name: "startup-race", variant: "from-start", guarantees })).toBeDefined();
  expect(ask({ name: "startup-race", variant: "from-new", guarantees })).toBeUndefined();
  expect(ask({ name: "restart", variant: "control-off", guarantees })).toBeDefined();
});

test("the same seed gives the same plan, byte for byte", () => {
  for (const scenario of scenarios) {
    for (const variant of scenario.variants) {
      const [one, other] = [planFor(scenario, variant, 7), planFor(scenario, variant, 7)];
      expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    }
  }
});
