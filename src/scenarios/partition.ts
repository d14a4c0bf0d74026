import { faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { cuts, type Cut } from "./partition-cuts.ts";
import type { Scenario, Variant } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const betweenMs = 200;

/** The network between clients and Redis is cut in every way it can be. */
export const partition: Scenario = {
  name: "partition",
  summary: "the network between clients and Redis is cut, loudly and silently",
  variants: [...cuts.map(cutVariant), eachSocket("publisher-0"), eachSocket("subscriber-0")],
};

function cutVariant(cut: Cut): Variant {
  const { fault, holdMs, role = "*", times = 1, workload = steadyWorkload } = cut;
  const step = { spec: { kind: "network", role, fault }, afterMs: betweenMs, holdMs } as const;
  // An idle bus sends so little that the usual number of messages would take a while.
  const acknowledged = Math.min(steadyMinimums.acknowledged, Number(workload.ratePerSecond) / 2);
  return {
    name: cut.name,
    summary: cut.summary,
    tier: cut.tier,
    workload,
    persistence: "everysec",
    plan: () => Array.from({ length: times }, () => step),
    checkers: faultCheckers,
    minimums: { acknowledged, faults: times },
    ...(cut.dropsPackets && { dropsPackets: true }),
  };
}

/** Half-open again, but one connection at a time: a bus may watch one of its sockets and not another. */
function eachSocket(role: string): Variant {
  return {
    name: `each-socket-${role.replace("-0", "")}`,
    summary: `each connection of ${role} alone dies without a word`,
    tier: "thorough",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: () => [],
    steps: (stage) => cutEachSocket(stage, role),
    needs: ["blackhole-connection", "live-counters"],
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}

async function cutEachSocket(stage: Stage, role: string): Promise<void> {
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  stage.startLoad();
  await stage.steady(steadyWorkload.steadyMs);
  const sockets = await stage.connections(role);
  for (let socket = 0; socket < sockets; socket++) {
    const fault = { kind: "blackhole", direction: "both", scope: "existing" } as const;
    // The one that is cut is replaced by a new one, so the oldest is each of them in turn.
    const target = { kind: "network", role, fault: { ...fault, connections: [0] } } as const;
    const heal = await stage.inject(target);
    if (!(await stage.recovered())) return;
    // Messages may all go past this connection. What waits for it shows once nothing else moves.
    stage.stopLoad();
    if (!(await stage.acknowledged())) return;
    await heal();
    stage.startLoad();
  }
  await stage.endLoad();
}
