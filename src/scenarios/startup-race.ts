import type { StartPosition } from "../bus/contract.ts";
import { calmCheckers, steadyWorkload } from "./defaults.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import { everyBoundary } from "./parts/startup-boundaries.ts";
import { cutWhileStarting } from "./parts/startup-cuts.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const workers = 10;
/**
 * Time under load before the start of each worker, from a beat of the load on, and after the last one. The
 * next beat is up to 26 ms away.
 */
const betweenMs = 35;
/** Up to three times the 2 ms between two messages, so that each seed lets a worker start elsewhere. */
const spreadMs = 6;

const raceWorkload: Workload = { ...steadyWorkload, groups: workers, ratePerSecond: 500 };

const onlyWithReplay: Pick<Variant, "notApplicable"> = {
  notApplicable: ({ replaysFromStart }) =>
    replaysFromStart ? undefined : "the bus does not claim replaysFromStart",
};

/** Messages are published before, during and after the start of each of ten workers. */
export const startupRace: Scenario = {
  name: "startup-race",
  summary: "messages are published while workers start",
  variants: [
    {
      ...race("from-start", "start", "a new group gets all there was, so nothing may be missing"),
      ...onlyWithReplay,
    },
    race("from-new", "new", "nothing that was published after subscribe resolved may be missing"),
    {
      ...everyBoundary("start", "nothing published before any command of a start may be missing"),
      ...onlyWithReplay,
    },
    raceOfOneWorker(),
    cutWhileStarting("own"),
    cutWhileStarting("one"),
    redisAway(),
    everyBoundary("new", "lists the commands of a start before which what is published is lost"),
  ],
};

function race(name: string, from: StartPosition, summary: string): Variant {
  return {
    name,
    summary,
    tier: "quick",
    workload: { ...raceWorkload, from },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => Array.from({ length: workers }, () => drawMs(random, betweenMs, spreadMs)),
    steps: (stage, moments) => startWorkersUnderLoad(stage, from, { moments, afterMs: betweenMs }),
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0, concurrentWithSubscribe: workers },
  };
}

/** With a single worker a seed draws a single moment, so it has more of them. */
const oneSpreadMs = 200;
/** Time under load after the only worker has started: long enough for 100 messages. */
const afterOneMs = 250;

/** The only worker of a queue starts under load. A queue without groups has no other race. */
function raceOfOneWorker(): Variant {
  const summary = "the only worker of a bus without groups starts under load";
  return {
    ...race("one-group", "start", summary),
    workload: { ...raceWorkload, groups: 1, from: "start" },
    moments: (random) => [drawMs(random, betweenMs, oneSpreadMs)],
    steps: (stage, moments) =>
      startWorkersUnderLoad(stage, "start", { moments, afterMs: afterOneMs }),
    minimums: { acknowledged: 50, faults: 0, concurrentWithSubscribe: 1 },
    notApplicable: ({ groups }) =>
      groups ? "the bus has groups, so the variants with ten workers show more" : undefined,
  };
}

interface StartTimes {
  /** When each worker starts, in milliseconds under load. */
  readonly moments: readonly number[];
  /** Time under load after the last start. */
  readonly afterMs: number;
}

async function startWorkersUnderLoad(
  stage: Stage,
  from: StartPosition,
  { moments, afterMs }: StartTimes,
): Promise<void> {
  stage.startLoad();
  for (const [worker, startMs] of moments.entries()) {
    await stage.awaitMoment(startMs);
    await stage.openSubscriber({ role: `subscriber-${worker}`, group: `group-${worker}`, from });
  }
  await stage.pause(afterMs);
  stage.stopLoad();
}

/** How long Redis is away when the worker starts, and how long the load runs after that. */
const awayMs = 2000;
const afterStartMs = 500;

/** A service may start before its Redis does. Its bus may refuse meanwhile, and must work once it has not refused. */
function redisAway(): Variant {
  return {
    name: "redis-away",
    summary: "Redis is away when the worker starts, and comes back after 2 s",
    tier: "thorough",
    workload: { ...steadyWorkload, from: "new" },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    steps: startWithoutRedis,
    needsProcess: true,
    // With a pause of 20 ms between two attempts, a bus that refuses at once is asked for longer than Redis is away.
    openAttempts: 1000,
    checkers: calmCheckers,
    minimums: { acknowledged: 0, faults: 1 },
  };
}

async function startWithoutRedis(stage: Stage, [laterMs = 0]: readonly number[]): Promise<void> {
  const heal = await stage.inject({ kind: "kill-redis", signal: "SIGTERM" });
  const opening = stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "new" });
  const returning = stage.pause(awayMs + laterMs).then(heal);
  await Promise.all([opening, returning]);
  stage.startLoad();
  await stage.pause(afterStartMs);
  stage.stopLoad();
}
