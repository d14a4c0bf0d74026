import type { StartPosition } from "../bus/contract.ts";
import { calmCheckers, steadyWorkload } from "./defaults.ts";
import { everyBoundary } from "./parts/startup-boundaries.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";
import type { Stage } from "./stage.ts";

const workers = 10;
/** Time under load before the start of each worker, and after the last one. */
const betweenMs = 50;

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
    steps: (stage) => startWorkersUnderLoad(stage, from),
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0, concurrentWithSubscribe: workers },
  };
}

async function startWorkersUnderLoad(stage: Stage, from: StartPosition): Promise<void> {
  stage.startLoad();
  for (let worker = 0; worker < workers; worker++) {
    // Up to 5 ms more, by the seed: each seed lets a worker start between other messages.
    await stage.pause(betweenMs + stage.random.integer(0, 5));
    await stage.openSubscriber({ role: `subscriber-${worker}`, group: `group-${worker}`, from });
  }
  await stage.pause(betweenMs);
  stage.stopLoad();
}
