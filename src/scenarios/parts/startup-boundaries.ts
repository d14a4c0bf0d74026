import type { StartPosition } from "../../bus/contract.ts";
import type { CommandPoint } from "../../link/contract/command-point.ts";
import { calmCheckers, steadyWorkload } from "../defaults.ts";
import type { Variant } from "../scenario.ts";
import type { Stage, StageSubscriber } from "../stage.ts";

const messagesEach = 2;
/** Two messages within the 3 s for which a worker is held, of which its connections may need 1 s. */
const publishLimitMs = 900;
/** Workers that only show the commands of a start. Two of them show which names change. */
export const rehearsals = 2;

/**
 * Returns a variant that opens two workers to learn the commands of a start, and then one more worker for
 * each of these commands. It holds that worker just before its command and publishes messages.
 */
export function everyBoundary(from: StartPosition, summary: string): Variant {
  return {
    name: `every-boundary-from-${from}`,
    summary,
    tier: "quick",
    // Three groups or more: those of the rehearsals, and one for each command. The steps publish one message at
    // a time, so the rate is never used.
    workload: { ...steadyWorkload, groups: rehearsals + 1, ratePerSecond: 1, from },
    persistence: "everysec",
    plan: () => [],
    needs: ["commands"],
    steps: (stage) => publishAtEveryBoundary(stage, from),
    // A few messages show that delivery resumes after the last boundary. They are too few to measure
    // a recovery.
    checkers: [...calmCheckers, "resumption", "startup"],
    // Before the first boundary, the warm-up publishes one message.
    minimums: { acknowledged: 1, faults: 1, concurrentWithSubscribe: messagesEach },
  };
}

async function publishAtEveryBoundary(stage: Stage, from: StartPosition): Promise<void> {
  const first = workerOf(0, from);
  const boundaries = await stage.traceStart(first, workerOf(1, from));
  for (const [at, boundary] of boundaries.entries()) {
    const worker = workerOf(at + rehearsals, from);
    await stage.openHeld(worker, sameCommandOf(worker, first, boundary), async () => {
      for (let sent = 0; sent < messagesEach; sent++) await stage.publish(publishLimitMs);
    });
  }
}

function workerOf(number: number, from: StartPosition): StageSubscriber {
  return { role: `subscriber-${number}`, group: `group-${number}`, from };
}

/** Returns the same command of another worker. Names of connections and keys may hold role or group. */
export function sameCommandOf(
  worker: StageSubscriber,
  first: StageSubscriber,
  point: CommandPoint,
): CommandPoint {
  const renamed = (name: string | undefined): string | undefined =>
    name?.replaceAll(first.role, worker.role).replaceAll(first.group, worker.group);
  const { connection, key } = point;
  return { ...point, role: worker.role, connection: renamed(connection), key: renamed(key) };
}
