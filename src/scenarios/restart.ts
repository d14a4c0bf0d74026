import type { Persistence } from "../fixtures/redis/redis.ts";
import { keepsMessages } from "../history/delivery-claims.ts";
import { faultCheckers, steadyMinimums, steadyWorkload } from "./defaults.ts";
import { drawLengthMs, drawMoment, drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** The way in which Redis goes away. */
interface Outage {
  readonly signal: "SIGTERM" | "SIGKILL";
  /** How long Redis is away. */
  readonly seconds: number;
  readonly persistence: Persistence;
  readonly tier: Variant["tier"];
}

/** How long Redis is away each time. */
const shortlyMs = 300;

/** Redis is killed under load, is away for some seconds, and comes back with its data. */
export const restart: Scenario = {
  name: "restart",
  summary: "Redis is killed under load and comes back with its data",
  variants: [
    outage({ signal: "SIGTERM", seconds: 1, persistence: "everysec", tier: "quick" }),
    outage({ signal: "SIGKILL", seconds: 1, persistence: "always", tier: "quick" }),
    outage({ signal: "SIGKILL", seconds: 1, persistence: "everysec", tier: "thorough" }),
    outage({ signal: "SIGTERM", seconds: 5, persistence: "everysec", tier: "thorough" }),
    outage({ signal: "SIGKILL", seconds: 5, persistence: "always", tier: "thorough" }),
    outage({ signal: "SIGTERM", seconds: 15, persistence: "everysec", tier: "thorough" }),
    outage({ signal: "SIGKILL", seconds: 15, persistence: "always", tier: "thorough" }),
    outage({ signal: "SIGKILL", seconds: 40, persistence: "always", tier: "named" }),
    outage({ signal: "SIGKILL", seconds: 120, persistence: "always", tier: "named" }),
    twice(),
    inProcesses(),
    controlWithoutPersistence(),
  ],
};

function outage({ signal, seconds, persistence, tier }: Outage): Variant {
  // With everysec a SIGKILL may cost acknowledged messages, through no fault of the bus.
  const usual = signal === "SIGKILL" ? "always" : "everysec";
  const suffix = persistence === usual ? "" : `-${persistence}`;
  return {
    name: `${signal.toLowerCase()}-${seconds}s${suffix}`,
    summary: `${signal}, away for ${seconds} s, appendfsync ${persistence}`,
    tier,
    workload: steadyWorkload,
    persistence,
    plan: (random) => [
      {
        spec: { kind: "kill-redis", signal },
        ...drawMoment(random, { fromMs: 0 }),
        holdMs: drawLengthMs(random, seconds * 1000),
      },
    ],
    checkers: faultCheckers,
    minimums: steadyMinimums,
  };
}

/** Redis restarts, and again when the bus is back. A bus that repairs itself only once does not survive that. */
function twice(): Variant {
  return {
    name: "twice",
    summary: "SIGTERM, away for 0.3 s, and the same again when the bus has recovered",
    tier: "quick",
    workload: steadyWorkload,
    persistence: "everysec",
    plan: (random) =>
      [false, true].map((afterRecovery) => ({
        spec: { kind: "kill-redis", signal: "SIGTERM" } as const,
        ...drawMoment(random, { fromMs: 0 }),
        holdMs: drawLengthMs(random, shortlyMs),
        afterRecovery,
      })),
    checkers: faultCheckers,
    minimums: { ...steadyMinimums, faults: 2 },
  };
}

/** Each subscriber has a process of its own, where it can be seen to block or to end it. */
function inProcesses(): Variant {
  return {
    ...outage({ signal: "SIGTERM", seconds: 1, persistence: "everysec", tier: "thorough" }),
    name: "in-processes",
    // Each message goes from one process to another and back.
    workload: { ...steadyWorkload, ratePerSecond: 50 },
    summary: "SIGTERM, away for 1 s, with the subscribers in processes of their own",
    processes: { restarts: 0 },
  };
}

/**
 * Redis persists nothing, and the subscriber cannot read before the kill, so acknowledged messages must
 * get lost. If the harness reports no loss here, it would report none anywhere.
 */
function controlWithoutPersistence(): Variant {
  return {
    name: "self-check",
    summary: "tests bus-chaos itself: SIGKILL without persistence, so it must notice a loss",
    tier: "quick",
    workload: steadyWorkload,
    persistence: "off",
    plan: () => [],
    moments: (random) => [drawMs(random, 0), drawMs(random, 80), drawMs(random, 280)],
    steps: loseABacklog,
    needs: ["refuse"],
    needsProcess: true,
    checkers: faultCheckers,
    minimums: { acknowledged: 0, faults: 2 },
    control: "lost",
    notApplicable: (guarantees) =>
      keepsMessages(guarantees) ? undefined : "a bus that keeps nothing has nothing to lose here",
  };
}

const publishLimitMs = 3000;
/** How long the load runs at least before the first fault. */
const undisturbedMs = 200;
/** How long the publisher appends what the subscriber cannot read. */
const unreadMs = 300;

async function loseABacklog(stage: Stage, moments: readonly number[]): Promise<void> {
  const [killMs = 0, awayMs = 0, aloneMs = 0] = moments;
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  await stage.ready();
  stage.startLoad();
  // A bus that polls or commits in groups is measured by its own rhythm, which only a load before all faults shows.
  await stage.steady(undisturbedMs);
  const letIn = await stage.inject({
    kind: "network",
    role: "subscriber-0",
    fault: { kind: "refuse" },
  });
  // A bus that commits in groups acknowledges its first message late. Without one there is nothing to lose.
  await stage.publish(publishLimitMs);
  await stage.pause(unreadMs);
  const kill = { kind: "kill-redis", signal: "SIGKILL" } as const;
  const startAgain = await stage.inject(kill, { afterMs: killMs });
  await stage.pause(awayMs);
  await startAgain();
  // The publisher is back before the subscriber. A bus that creates its group again must therefore let it
  // begin at the start of the stream.
  await stage.pause(aloneMs);
  await letIn();
  await stage.endLoad();
}
