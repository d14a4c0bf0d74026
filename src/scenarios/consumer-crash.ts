import { keepsMessages } from "../history/delivery-claims.ts";
import type { HistoryGuarantees } from "../history/history-header.ts";
import { faultCheckers, steadyWorkload } from "./defaults.ts";
import { drawHandlers } from "./parts/drawn-handlers.ts";
import { drawMs } from "./parts/drawn-moments.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";
import type { Stage, StageSubscriber } from "./stage.ts";

const group = "group-0";
const from = "start";
const first: StageSubscriber = { role: "subscriber-0", group, from, consumer: "worker-0" };
const second: StageSubscriber = { role: "subscriber-1", group, from, consumer: "worker-1" };

/** A worker that handles one message after the other can handle 20 of these a second, while its handlers are slow. */
const workload: Workload = { ...steadyWorkload, ratePerSecond: 50 };
/** The handlers are slow from the first messages of the load on, so that a worker dies with messages in hand. */
const slowHandlers = { from: 10, every: 1, count: 50 } as const;
const slowMs = 50;
/** Time under load before a worker dies. */
const loadedMs = 400;
/** Time until a supervisor has started another process. */
const restartMs = 500;
/** How long a worker is frozen: longer than a bus waits before it takes a worker for dead. */
const frozenMs = 8000;

/** The process of a subscriber is killed, and the messages that it had must be handled nevertheless. */
export const consumerCrash: Scenario = {
  name: "consumer-crash",
  summary:
    "the process of a worker is killed, and what it had in hand must be handled nevertheless",
  variants: [restarted(), replaced(), takenOver(), frozen()],
  notApplicable: (guarantees) =>
    keepsMessages(guarantees)
      ? undefined
      : "a bus that keeps no message has none to hand out again",
};

function restarted(): Variant {
  return {
    ...crash("restarted", "the only worker is killed, and starts again under the same name"),
    async steps(stage, [killMs = 0]) {
      await killUnderLoad(stage, [first], killMs);
      await stage.pause(restartMs);
      await stage.openSubscriber(first);
      await stage.endLoad();
    },
  };
}

function replaced(): Variant {
  return {
    ...crash("replaced", "the only worker is killed, and one with another name takes its place"),
    tier: "thorough",
    async steps(stage, [killMs = 0]) {
      await killUnderLoad(stage, [first], killMs);
      await stage.pause(restartMs);
      await stage.openSubscriber(second);
      await stage.endLoad();
    },
    notApplicable: needsReclaim,
  };
}

function takenOver(): Variant {
  return {
    ...crash("taken-over", "one of two workers is killed, and the other one takes over"),
    tier: "thorough",
    async steps(stage, [killMs = 0]) {
      await killUnderLoad(stage, [first, second], killMs);
      await stage.endLoad();
    },
    notApplicable: needsReclaim,
  };
}

function frozen(): Variant {
  return {
    ...crash("frozen", `one of two workers is stopped for ${frozenMs / 1000} s, and goes on then`),
    tier: "thorough",
    async steps(stage, [stopMs = 0]) {
      await loadUntil(stage, [first, second]);
      const pause = { kind: "pause-worker", role: first.role } as const;
      const resume = await stage.inject(pause, { afterMs: stopMs }, frozenMs);
      await stage.pause(frozenMs);
      await resume();
      await stage.endLoad();
    },
  };
}

function needsReclaim({ reclaimsWithinMs }: HistoryGuarantees): string | undefined {
  if (reclaimsWithinMs > 0) return undefined;
  return "the bus does not claim reclaimsWithinMs: that another worker gets the messages of a dead one";
}

function crash(name: string, summary: string) {
  return {
    name,
    summary,
    tier: "quick",
    workload,
    persistence: "everysec",
    processes: { restarts: 1 },
    plan: () => [],
    moments: (random) => [drawMs(random, 0)],
    handlers: (random) =>
      drawHandlers(random, slowHandlers, () => ({ kind: "be-slow", ms: slowMs })),
    checkers: faultCheckers,
    minimums: { acknowledged: 20, faults: 1 },
  } as const satisfies Variant;
}

async function loadUntil(stage: Stage, subscribers: readonly StageSubscriber[]): Promise<void> {
  for (const each of subscribers) await stage.openSubscriber(each);
  await stage.ready();
  stage.startLoad();
  await stage.steady(loadedMs);
}

async function killUnderLoad(
  stage: Stage,
  subscribers: readonly StageSubscriber[],
  killMs: number,
): Promise<void> {
  await loadUntil(stage, subscribers);
  const kill = { kind: "kill-worker", role: first.role } as const;
  await stage.inject(kill, { afterMs: killMs });
}
