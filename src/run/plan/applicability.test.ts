import { expect, test } from "vitest";

import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { LinkCapability } from "../../link/contract/link-capability.ts";
import { scenarios } from "../../scenarios/index.ts";
import { planFor } from "../../scenarios/plan-for.ts";
import { whyNotApplicable } from "./applicability.ts";

const atLeastOnce: HistoryGuarantees = {
  delivery: "at-least-once",
  ordering: "none",
  deduplicates: false,
  replaysFromStart: true,
  groups: true,
  sharesWork: true,
  confirmsPublish: true,
  durableOutbox: false,
  redeliversWithinMs: 0,
  reclaimsWithinMs: 0,
  anyTopicName: true,
  retries: { maxAttempts: 0 },
  deadLetters: false,
};
const everything: readonly LinkCapability[] = [
  "cut-fin",
  "cut-rst",
  "cut-connection",
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
  readonly namesStreams?: boolean;
  readonly groups?: number;
  readonly canIsolate?: boolean;
  readonly isolates?: boolean;
}

function ask({ name, variant: wanted, ...given }: Given) {
  const { canIsolate = true, isolates = false } = given;
  const { guarantees, capabilities, controlsProcess = true, namesStreams = true } = given;
  const scenario = scenarios.find((each) => each.name === name);
  const variant = scenario?.variants.find((each) => each.name === wanted);
  if (!scenario || !variant) throw new Error(`no ${name} ${wanted}`);
  const { groups = variant.workload.groups } = given;
  const provider = { name: "external", controlsProcess } as const;
  const links = { kind: "toxiproxy", capabilities: new Set(capabilities ?? everything) } as const;
  return whyNotApplicable(
    {
      scenario,
      variant: { ...variant, workload: { ...variant.workload, groups } },
      ...planFor(scenario, variant, 1),
    },
    { ...atLeastOnce, ...guarantees },
    { provider, links, canIsolate, isolates, namesStreams },
  );
}

test("refuses a run with a fault that its links cannot inject", () => {
  const capabilities = everything.filter((capability) => capability !== "cut-rst");
  expect(ask({ name: "partition", variant: "reset", capabilities })).toMatch(/cannot do cut-rst/);
  expect(ask({ name: "partition", variant: "close", capabilities })).toBeUndefined();
});

test("refuses a run that kills Redis if the provider does not control the process", () => {
  const given = { name: "restart", controlsProcess: false };
  expect(ask({ ...given, variant: "sigkill-1s" })).toMatch(/does not control the Redis process/);
  expect(ask({ ...given, variant: "self-check" })).toMatch(/does not control the Redis process/);
  expect(ask({ ...given, variant: "self-check" })).toMatch(/without a Redis URL/);
});

test("refuses a run that deletes entries of a stream if the bus names none", () => {
  const given = { name: "trim", variant: "pending-entries" };
  expect(ask({ ...given, namesStreams: false })).toMatch(/the bus names no stream \(streamKey\)/);
  expect(ask(given)).toBeUndefined();
});

test("refuses a workload of several groups for a bus that does not claim groups", () => {
  const guarantees = { groups: false };
  expect(ask({ name: "fan-out", variant: "calm", guarantees })).toMatch(
    /does not claim several groups/,
  );
  expect(ask({ name: "fan-out", variant: "burst", guarantees })).toBeUndefined();
});

test("refuses a run with a fault on a role that its workload does not have", () => {
  const given = { name: "fan-out", variant: "one-cut-off" };
  expect(ask({ ...given, groups: 0 })).toMatch(/no subscriber-\d/);
  expect(ask({ ...given, groups: 10 })).toBeUndefined();
});

test("refuses scenarios of stored messages for an at-most-once bus", () => {
  const guarantees = { delivery: "at-most-once", replaysFromStart: false } as const;
  expect(ask({ name: "startup-race", variant: "from-start", guarantees })).toBeDefined();
  expect(ask({ name: "startup-race", variant: "from-new", guarantees })).toBeUndefined();
  expect(ask({ name: "restart", variant: "self-check", guarantees })).toBeDefined();
});

test("gives the same plan, byte for byte, for the same seed", () => {
  for (const scenario of scenarios) {
    for (const variant of scenario.variants) {
      const [one, other] = [planFor(scenario, variant, 7), planFor(scenario, variant, 7)];
      expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    }
  }
});

test("refuses a run with processes of its subscribers if no other process can load the bus", () => {
  const given = { name: "consumer-crash", variant: "restarted" };
  expect(ask({ ...given, canIsolate: false })).toMatch(/cannot load a bus that is no module/);
  expect(ask(given)).toBeUndefined();
});

test("refuses a run that counts what the harness has open if every role has a process of its own", () => {
  const given = { name: "leak", variant: "calm" };
  expect(ask({ ...given, isolates: true })).toMatch(/every bus has a process of its own/);
  expect(ask(given)).toBeUndefined();
});

test.each(["replaced", "taken-over"])(
  "refuses consumer-crash/%s for a bus that does not claim reclaimsWithinMs",
  (variant) => {
    const given = { name: "consumer-crash", variant };
    expect(ask(given)).toMatch(/does not claim reclaimsWithinMs/);
    expect(ask({ ...given, guarantees: { reclaimsWithinMs: 5000 } })).toBeUndefined();
  },
);
