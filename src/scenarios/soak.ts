import { everyRole } from "../faults/contract/fault-definition.ts";
import type { FaultSpec } from "../faults/fault-kinds.ts";
import type { FaultStep } from "../faults/fault-plan.ts";
import type { HistoryGuarantees } from "../history/history-header.ts";
import { pick, type Random } from "../random.ts";
import { faultCheckers, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import type { DrawnParts, Scenario, Variant, Workload } from "./scenario.ts";

const rates = [20, 50, 100, 200] as const;
const mostFaults = 4;
const someTopics = ["orders", "orders.eu"] as const;

/** Random workloads, handlers and faults, for as long as the user wants. */
export const soak: Scenario = {
  name: "soak",
  summary: "random mixtures of publishers, workers, handlers and faults; run it with --for 10m",
  variants: [mixture()],
};

/** The seed decides everything, so one seed repeats one mixture. */
function mixture(): Variant {
  return {
    name: "mixture",
    summary:
      "one to three publishers and groups, one or two topics, several workers, slow handlers, two to four faults",
    tier: "named",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: () => [],
    draw: (random, guarantees) => {
      const workload = drawWorkload(random.fork("workload"), guarantees);
      const plan = drawFaults(random.fork("faults"), workload);
      return { workload, plan, handlers: drawActs(random.fork("handlers")) };
    },
    checkers: faultCheckers,
    minimums: { acknowledged: 20, faults: 2 },
  };
}

function drawWorkload(random: Random, { groups, sharesWork }: HistoryGuarantees): Workload {
  return {
    ...steadyWorkload,
    publishers: random.integer(1, 3),
    groups: groups ? random.integer(1, 3) : 1,
    workersPerGroup: sharesWork ? random.integer(1, 2) : 1,
    ratePerSecond: pick(rates, random),
    steadyMs: random.integer(300, 1500),
    // The last draw, so that the others are those of the seed in an earlier version.
    ...(random.integer(0, 2) === 0 && { topics: someTopics }),
  };
}

function drawFaults(random: Random, workload: Workload): readonly FaultStep[] {
  return Array.from({ length: random.integer(2, mostFaults) }, (_, at) => {
    const spec = drawFault(random, workload);
    const isCut = spec.kind === "network" && spec.fault.kind === "cut";
    return {
      spec,
      afterMs: random.integer(0, 1000),
      holdMs: isCut ? 0 : random.integer(100, 2000),
      // Half of the faults strike while the bus may still recover from the one before.
      afterRecovery: at > 0 && random.integer(0, 1) === 0,
    };
  });
}

function drawFault(random: Random, workload: Workload): FaultSpec {
  const role = pick([everyRole, ...rolesOf(workload)], random);
  const direction = pick(["both", "to-client", "to-server"] as const, random);
  const all: readonly FaultSpec[] = [
    { kind: "kill-redis", signal: "SIGTERM" },
    { kind: "pause-redis" },
    { kind: "network", role, fault: { kind: "cut", how: pick(["fin", "rst"] as const, random) } },
    { kind: "network", role, fault: { kind: "refuse" } },
    { kind: "network", role, fault: { kind: "blackhole", direction, scope: "all" } },
    { kind: "network", role, fault: { kind: "stall", direction, scope: "all" } },
    { kind: "network", role, fault: { kind: "latency", direction: "both", delayMs: 100 } },
  ];
  return pick(all, random);
}

function rolesOf({ publishers, groups, workersPerGroup = 1 }: Workload): readonly string[] {
  const subscribers = groups * workersPerGroup;
  return [
    ...Array.from({ length: publishers }, (_, at) => `publisher-${at}`),
    ...Array.from({ length: subscribers }, (_, at) => `subscriber-${at}`),
  ];
}

const actSpread = { from: 20, every: 10, count: 10 } as const;
const slowMs = 200;

/** No handler fails: some buses hand out what failed only when their subscriber connects again. */
function drawActs(random: Random): DrawnParts["handlers"] {
  return drawHandlers(random, actSpread, () => ({
    kind: "be-slow",
    ms: random.integer(0, slowMs),
  }));
}
