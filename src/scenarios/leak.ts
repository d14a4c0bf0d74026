import { steadyWorkload } from "./defaults.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";
import type { Stage, StageSubscription } from "./stage.ts";

const subscriptions = 100;
/** Compiled code and its feedback fill the heap at first; that levels off within so many rounds. */
const warmUpRounds = 4;
/** The end of the warm-up is the baseline; the rest is enough for a slope with its confidence. */
const rounds = 7;
const role = "subscriber-0";

const leakWorkload: Workload = { ...steadyWorkload, groups: subscriptions, from: "new" };

/** 100 subscriptions on one bus are opened, used and closed, again and again. */
export const leak: Scenario = {
  name: "leak",
  summary: "100 subscriptions are opened, used and closed, and nothing may grow",
  variants: [
    rounded("calm", "without any fault", useOnce),
    rounded("reconnects", "every connection is closed in the middle of each round", useAcrossACut),
  ],
};

/** False if the subscriptions delivered nothing: such a round says nothing of leaks. */
type Use = (stage: Stage) => Promise<boolean>;

function rounded(name: string, summary: string, use: Use): Variant {
  return {
    name,
    summary: `${warmUpRounds + rounds - 1} rounds of ${subscriptions} subscriptions, ${summary}`,
    tier: "quick",
    exclusive: true,
    workload: leakWorkload,
    persistence: "everysec",
    plan: () => [],
    course: (stage) => repeatRounds(stage, use),
    ...(use === useAcrossACut && { needs: ["cut-fin"] }),
    checkers: ["delivery", "zombie", "leak"],
    minimums: {
      acknowledged: 1,
      faults: use === useAcrossACut ? warmUpRounds + rounds - 1 : 0,
      rounds,
    },
  };
}

async function repeatRounds(stage: Stage, use: Use): Promise<void> {
  for (let round = 1 - warmUpRounds; round < rounds; round++) {
    const opened = await openAll(stage);
    // What is missing of the rounds then makes the verdict unknown.
    if (!(await use(stage))) return;
    await Promise.all(opened.map((subscription) => subscription.close()));
    if (round >= 0) await stage.census(round);
  }
}

async function openAll(stage: Stage): Promise<readonly StageSubscription[]> {
  const groups = Array.from({ length: subscriptions }, (_, at) => `group-${at}`);
  return Promise.all(groups.map((group) => stage.openSubscriber({ role, group, from: "new" })));
}

function useOnce(stage: Stage): Promise<boolean> {
  return stage.proveDelivery();
}

async function useAcrossACut(stage: Stage): Promise<boolean> {
  if (!(await stage.proveDelivery())) return false;
  const fault = { kind: "cut", how: "fin" } as const;
  const heal = await stage.inject({ kind: "network", role, fault });
  const isBack = await stage.proveDelivery();
  await heal();
  return isBack;
}
