import { faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import { oneSidedCuts } from "./parts/one-sided-cuts.ts";
import { networkCuts, type NetworkCut } from "./parts/partition-cuts.ts";
import type { Scenario, Variant } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** The network between the clients and Redis is cut in every way that a network can fail. */
export const partition: Scenario = {
  name: "partition",
  summary: "the network between clients and Redis is cut, loudly and silently",
  variants: [
    ...[...networkCuts, ...oneSidedCuts].map(cutVariant),
    eachSocket("publisher-0"),
    eachSocket("subscriber-0"),
    idleSubscriber(),
  ],
};

function cutVariant(cut: NetworkCut): Variant {
  const { plan, faults = 1, workload = steadyWorkload } = cut;
  // At 10 messages per second the usual minimum of 50 would take 5 s, so there 5 messages are enough.
  const acknowledged = Math.min(steadyMinimums.acknowledged, Number(workload.ratePerSecond) / 2);
  return {
    name: cut.name,
    summary: cut.summary,
    tier: cut.tier,
    workload,
    persistence: "everysec",
    plan,
    checkers: faultCheckers,
    minimums: { acknowledged, faults },
    ...(cut.dropsPackets && { dropsPackets: true }),
  };
}

/** Each connection in turn is lost in each way: a bus may watch one of its sockets, or one way, and not another. */
function eachSocket(role: string): Variant {
  return {
    name: `each-socket-${role.replace("-0", "")}`,
    summary: `each connection of ${role} alone is reset, refused, and dies without a word`,
    tier: "thorough",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: () => [],
    moments: (random) => Array.from({ length: drawnSockets }, () => drawMs(random, 0)),
    steps: (stage, moments) => cutEachSocket(stage, role, moments),
    needs: ["cut-connection", "blackhole-connection", "live-counters"],
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}

/** More sockets than a role usually has. The moments begin again after them. */
const drawnSockets = 16;
/** Longer than a usual client pauses between two attempts to connect. */
const refusedMs = 500;
/** A new connection replaces the one that is lost, so the oldest connection is each of them in turn. */
const oldest = { connections: [0] } as const;

/** The ways to lose a connection, and how long the fault lasts unless the bus must recover under it. */
const losses = [
  { fault: { kind: "cut", how: "rst", ...oldest }, holdMs: 0 },
  { fault: { kind: "refuse", ...oldest }, holdMs: refusedMs },
  { fault: { kind: "blackhole", direction: "both", scope: "existing", ...oldest } },
] as const;

type Loss = (typeof losses)[number];

async function cutEachSocket(
  stage: Stage,
  role: string,
  moments: readonly number[],
): Promise<void> {
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  await stage.ready();
  stage.startLoad();
  await stage.steady(steadyWorkload.steadyMs);
  const sockets = await stage.connections(role);
  for (const loss of losses) {
    for (let socket = 0; socket < sockets; socket++) {
      const afterMs = moments[socket % moments.length] ?? 0;
      if (!(await loseOldest(stage, role, { loss, afterMs }))) return;
    }
  }
  await stage.endLoad();
}

/** Resolves with false if the bus does not recover, or leaves messages waiting. */
async function loseOldest(
  stage: Stage,
  role: string,
  { loss, afterMs }: { readonly loss: Loss; readonly afterMs: number },
): Promise<boolean> {
  const heal = await stage.inject({ kind: "network", role, fault: loss.fault }, { afterMs });
  if ("holdMs" in loss) {
    await stage.pause(loss.holdMs);
    await heal();
  }
  if (!(await stage.recovered())) return false;
  // All messages may use other connections. Without load it shows whether some wait for this one.
  stage.stopLoad();
  if (!(await stage.acknowledged())) return false;
  await heal();
  stage.startLoad();
  return true;
}

/** Time without messages before the cut: a subscription without a ready signal is in force by then. */
const idleMs = 500;
/** How long messages are published while the subscriber is away. */
const missedMs = 700;

/** A reader that has read nothing so far has no position of its own. It must not begin at the end again. */
function idleSubscriber(): Variant {
  return {
    name: "idle-subscriber",
    summary: "a subscriber that has got no message yet is refused, while the first are published",
    tier: "thorough",
    workload: { ...steadyWorkload, from: "new" },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    steps: cutOffBeforeTheFirst,
    needs: ["refuse"],
    checkers: faultCheckers,
    // Nothing is published before the fault.
    minimums: { ...steadyMinimums, acknowledged: 0 },
  };
}

async function cutOffBeforeTheFirst(stage: Stage, [laterMs = 0]: readonly number[]): Promise<void> {
  const role = "subscriber-0";
  await stage.openSubscriber({ role, group: "group-0", from: "new" });
  await stage.pause(idleMs + laterMs);
  const heal = await stage.inject({ kind: "network", role, fault: { kind: "refuse" } });
  stage.startLoad();
  await stage.pause(missedMs);
  await heal();
  await stage.endLoad();
}
