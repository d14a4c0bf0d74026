import { faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** Time under load before the cut. */
const beforeCutMs = 200;
/** How long the harness leaves the bus alone. A bus that polls without a pause shows that within 200 ms. */
const idleMs = 500;

/** Time under load while Redis is away, so that publishes wait. */
const awayUnderLoadMs = 200;
/** Time without load until the pauses between two attempts to connect have grown. */
const settlingMs = 300;
/** How long the harness looks then. On a busy machine it may need some time until the process has a core for 500 ms. */
const watchedMs = 1500;
const awayMs = awayUnderLoadMs + settlingMs + watchedMs;

/** A bus lost its connections and has nothing to do. Then it must leave Redis in peace. */
export const overload: Scenario = {
  name: "overload",
  summary: "a bus that lost its connections has nothing to do, and must be quiet",
  variants: [idleAfterReconnect(), whileAway()],
};

/** A bus that waits for Redis must sleep meanwhile. The work of the event loop shows it, so no other run may share the process. */
function whileAway(): Variant {
  return {
    ...idleAfterReconnect(),
    name: "while-away",
    summary: `connections are refused for ${awayMs} ms, and soon nothing is published any more`,
    tier: "thorough",
    steps: refuseAndLeaveAlone,
    needs: ["refuse"],
    exclusive: "counts-resources",
  };
}

async function refuseAndLeaveAlone(stage: Stage, [cutMs = 0]: readonly number[]): Promise<void> {
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  await stage.ready();
  stage.startLoad();
  await stage.steady(steadyWorkload.steadyMs);
  const refusal = { kind: "network", role: "*", fault: { kind: "refuse" } } as const;
  const heal = await stage.inject(refusal, { afterMs: cutMs });
  await stage.pause(awayUnderLoadMs);
  stage.stopLoad();
  await stage.pause(settlingMs);
  await stage.pauseIdle(watchedMs);
  await heal();
  stage.startLoad();
  await stage.endLoad();
}

function idleAfterReconnect(): Variant {
  return {
    name: "idle-after-reconnect",
    summary: `both roles are reset under load, and then nothing is published for ${idleMs} ms`,
    tier: "quick",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, beforeCutMs)],
    steps: resetAndLeaveAlone,
    // Only a link that sees commands can count them.
    needs: ["cut-rst", "commands"],
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}

async function resetAndLeaveAlone(stage: Stage, [cutMs = 0]: readonly number[]): Promise<void> {
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  await stage.ready();
  stage.startLoad();
  await stage.steady(steadyWorkload.steadyMs);
  const cut = { kind: "network", role: "*", fault: { kind: "cut", how: "rst" } } as const;
  const heal = await stage.inject(cut, { afterMs: cutMs });
  await heal();
  await stage.endLoad();
  await stage.pause(idleMs);
}
