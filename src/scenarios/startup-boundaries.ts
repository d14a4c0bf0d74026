import type { CommandPoint } from "../link/contract/command-point.ts";
import { calmCheckers, steadyWorkload } from "./defaults.ts";
import type { Variant } from "./scenario.ts";
import type { Stage, StageSubscriber } from "./stage.ts";

type From = StageSubscriber["from"];

const messagesEach = 2;
const publishLimitMs = 500;

/** A worker is held before each command of its start in turn, and messages are published there. */
export function everyBoundary(from: From, summary: string): Variant {
  return {
    name: `every-boundary-from-${from}`,
    summary,
    tier: "quick",
    // Besides the first worker there is one for each command of its start, so one at least.
    // The pace is set by the course.
    workload: { ...steadyWorkload, groups: 2, ratePerSecond: 1, from },
    persistence: "everysec",
    plan: () => [],
    needs: ["commands"],
    steps: (stage) => publishAtEveryBoundary(stage, from),
    // So few messages show that it goes on after the last boundary, and no bracket of a recovery.
    checkers: [...calmCheckers, "resumption", "startup"],
    // Before the first boundary there is only what shows that the publisher is connected.
    minimums: { acknowledged: 1, faults: 1, concurrentWithSubscribe: messagesEach },
  };
}

async function publishAtEveryBoundary(stage: Stage, from: From): Promise<void> {
  const first = workerOf(0, from);
  const boundaries = await stage.rehearse(first);
  for (const [at, boundary] of boundaries.entries()) {
    const worker = workerOf(at + 1, from);
    await stage.openHeld(worker, sameOf(boundary, first, worker), async () => {
      for (let sent = 0; sent < messagesEach; sent++) await stage.publish(publishLimitMs);
    });
  }
}

function workerOf(number: number, from: From): StageSubscriber {
  return { role: `subscriber-${number}`, group: `group-${number}`, from };
}

/** Names of connections and keys may hold the role or the group. */
function sameOf(point: CommandPoint, first: StageSubscriber, other: StageSubscriber): CommandPoint {
  const renamed = (name: string | undefined): string | undefined =>
    name?.replaceAll(first.role, other.role).replaceAll(first.group, other.group);
  const { connection, key } = point;
  return { ...point, role: other.role, connection: renamed(connection), key: renamed(key) };
}
