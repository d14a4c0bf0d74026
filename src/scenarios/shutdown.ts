import { keepsMessages } from "../history/delivery-claims.ts";
import { calmCheckers, faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const from = "start";
const twoGroups: Workload = { ...steadyWorkload, groups: 2 };
/** Time under load before a close, and after it. */
const loadedMs = 300;

/**
 * The handlers are slow from 200 to 600 ms after the start of the load, and a worker closes after 300 ms or more. So it has
 * messages in hand, whether it handles them one after the other or all at once.
 */
const slowHandlers = { from: 40, every: 1, count: 80 } as const;
const slowMs = 60;

/** Time between the start of a new worker and the end of the next old one. */
const betweenMs = 200;

/** How long Redis is away before the subscriber closes. */
const awayMs = 300;

/** Subscribers close while messages are published, and other subscribers get what they leave. */
export const shutdown: Scenario = {
  name: "shutdown",
  summary: "subscribers close under load, and what they leave must reach the others",
  variants: [halfClosed(), handOver(), whileAway(), rollingDeploy()],
};

/** A bus has two subscriptions, one of which closes. */
function halfClosed(): Variant {
  return {
    name: "half-closed",
    summary: "one of two subscriptions of a bus closes, the other goes on",
    tier: "quick",
    workload: twoGroups,
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    async steps(stage, [closeMs = 0]) {
      const role = "subscriber-0";
      const first = await stage.openSubscriber({ role, group: "group-0", from });
      await stage.openSubscriber({ role, group: "group-1", from });
      await loadUntil(stage, closeMs);
      await first.close();
      await stage.pause(loadedMs);
      stage.stopLoad();
    },
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}

/** A subscriber closes with messages in hand, and the next one of its group begins. */
function handOver(): Variant {
  return {
    name: "hand-over",
    summary: "a worker closes with work in hand, and the next one takes over",
    tier: "quick",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    handlers: (random) =>
      drawHandlers(random, slowHandlers, () => ({ kind: "be-slow", ms: slowMs })),
    async steps(stage, [closeMs = 0]) {
      await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from });
      await loadUntil(stage, closeMs);
      await stage.closeBus("subscriber-0");
      await stage.openSubscriber({ role: "subscriber-1", group: "group-0", from });
      await stage.pause(loadedMs);
      stage.stopLoad();
    },
    checkers: calmCheckers,
    minimums: { acknowledged: 50, faults: 0, unhandledAtClose: 1 },
    notApplicable: (guarantees) =>
      keepsMessages(guarantees)
        ? undefined
        : "a bus that keeps no message has nothing to hand over",
  };
}

/** A subscriber closes while Redis is away. */
function whileAway(): Variant {
  return {
    name: "while-away",
    summary: "a worker closes while Redis is away, and the next one begins when it is back",
    tier: "quick",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    needsProcess: true,
    async steps(stage, [killMs = 0]) {
      await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from });
      await stage.ready();
      stage.startLoad();
      await stage.steady(steadyWorkload.steadyMs);
      const kill = { kind: "kill-redis", signal: "SIGTERM" } as const;
      const startAgain = await stage.inject(kill, { afterMs: killMs });
      await stage.pause(awayMs);
      await stage.closeBus("subscriber-0");
      await startAgain();
      await stage.openSubscriber({ role: "subscriber-1", group: "group-0", from });
      await stage.endLoad();
    },
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}

/** Every role is replaced under load, one after the other. A new worker takes the name of the one that has closed. */
function rollingDeploy(): Variant {
  const worker = (at: number) =>
    ({ role: `subscriber-${at}`, group: "group-0", from, consumer: `worker-${at % 2}` }) as const;
  return {
    name: "rolling-deploy",
    summary: "every worker and the publisher are replaced under load, one after the other",
    tier: "thorough",
    workload: { ...steadyWorkload, workersPerGroup: 2 },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    handlers: (random) =>
      drawHandlers(random, slowHandlers, () => ({ kind: "be-slow", ms: slowMs })),
    async steps(stage, [closeMs = 0]) {
      for (const old of [0, 1]) await stage.openSubscriber(worker(old));
      await loadUntil(stage, closeMs);
      for (const old of [0, 1]) {
        await stage.closeBus(worker(old).role);
        await stage.openSubscriber(worker(old + 2));
        await stage.pause(betweenMs);
      }
      await stage.restartPublisher("publisher-0");
      await stage.pause(loadedMs);
      stage.stopLoad();
    },
    checkers: calmCheckers,
    minimums: { acknowledged: 50, faults: 0 },
    notApplicable: (guarantees) =>
      keepsMessages(guarantees)
        ? undefined
        : "a bus that keeps no message has nothing to hand over",
  };
}

async function loadUntil(stage: Stage, closeMs: number): Promise<void> {
  await stage.ready();
  stage.startLoad();
  await stage.steady(loadedMs);
  await stage.awaitMoment(closeMs);
}
