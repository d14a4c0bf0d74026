import type { FaultStep } from "../../faults/fault-plan.ts";
import type { Workload } from "../../scenarios/scenario.ts";
import type { Stage, StageSubscriber } from "../../scenarios/stage.ts";
import { topicsOf } from "../../workload/topic.ts";

/** A bus that needs longer between two faults is struck again before it is well. */
const betweenFaultsMs = 2000;

/**
 * Runs the steps of a variant that has none of its own: opens the subscribers, waits until each
 * group handled a canary, starts the load, waits for the steady phase, injects each fault of the plan at its moment and
 * heals it, and ends the load when the system is steady again. Ends early if the system does not recover from a fault.
 */
export async function runStandardSteps(
  stage: Stage,
  workload: Workload,
  plan: readonly FaultStep[],
): Promise<void> {
  for (const subscriber of subscribersOf(workload)) await stage.openSubscriber(subscriber);
  await stage.ready();
  stage.startLoad();
  if (plan.length > 0) await stage.steady(workload.steadyMs);
  for (const { spec, holdMs, afterRecovery = false, ...moment } of plan) {
    if (afterRecovery) await stage.recovered(betweenFaultsMs);
    const lengthMs = holdMs === "until-recovered" ? undefined : holdMs;
    const heal = await stage.inject(spec, moment, lengthMs);
    if (lengthMs !== undefined) await stage.pause(lengthMs);
    else if (!(await stage.recovered())) return;
    await heal();
  }
  await stage.endLoad();
}

/**
 * Returns the subscribers of a workload, one for each topic of each role. Subscribers that share a group have names of
 * their own in it.
 */
function subscribersOf(workload: Workload): readonly StageSubscriber[] {
  const { groups, workersPerGroup, from } = workload;
  const topics = topicsOf(workload);
  const count = groups * (workersPerGroup ?? 1);
  return Array.from({ length: count }, (_, at) => {
    const group = `group-${at % groups}`;
    const consumer = workersPerGroup !== undefined && { consumer: `${group}-consumer-${at}` };
    return topics.map((topic) => ({ role: `subscriber-${at}`, topic, group, from, ...consumer }));
  }).flat();
}
