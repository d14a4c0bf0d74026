import type { CommandPoint } from "../../link/contract/command-point.ts";
import { calmCheckers, steadyWorkload } from "../defaults.ts";
import type { Variant } from "../scenario.ts";
import type { Stage, StageSubscriber } from "../stage.ts";
import { rehearsals, sameCommandOf } from "./startup-boundaries.ts";

/** A bus that hears of a cut connects again within a second. If it does not, the drain shows that. */
const exchangeLimitMs = 3000;
/** Names the cut of a worker in the moments of the plan. */
const cuts = ["fin", "rst"] as const;
/** More commands than a start usually has. The cuts begin again after them. */
const drawnCuts = 16;
/** A bus may answer a cut with an error, and the user then asks again. */
const openAttempts = 3;

/** How many workers share a group: each has its own, or all have the same, one after the other. */
type Sharing = "own" | "one";

/**
 * Returns a variant that opens two workers to learn the commands of a start, and then one more worker for each of these
 * commands, without the handshakes. The connection of that worker is cut just before it gets the reply to the command.
 */
export function cutWhileStarting(sharing: Sharing): Variant {
  const isOwn = sharing === "own";
  const lost = "a connection is lost before the reply to each command of a start";
  return {
    name: isOwn ? "cut-while-starting" : "one-group-cut-while-starting",
    summary: isOwn ? lost : `${lost}, for a bus without groups`,
    tier: "quick",
    // At least the groups of the rehearsals and one more. The steps publish one message at a time, so the rate is
    // never used.
    workload: {
      ...steadyWorkload,
      groups: isOwn ? rehearsals + 1 : 1,
      ratePerSecond: 1,
      from: "new",
    },
    persistence: "everysec",
    plan: () => [],
    moments: (random) => Array.from({ length: drawnCuts }, () => random.integer(0, 1)),
    needs: ["commands"],
    openAttempts,
    steps: (stage, moments) => cutEachStart(stage, sharing, moments),
    // A few messages show that delivery resumes after the last cut. They are too few to measure a recovery.
    checkers: [...calmCheckers, "resumption"],
    minimums: { acknowledged: 1, faults: 1 },
    ...(!isOwn && {
      notApplicable: ({ groups }) =>
        groups
          ? "the bus has groups, so the variant with a group for each worker shows more"
          : undefined,
    }),
  };
}

async function cutEachStart(
  stage: Stage,
  sharing: Sharing,
  moments: readonly number[],
): Promise<void> {
  const first = workerOf(0, sharing);
  const points = await stage.traceStart(first, workerOf(1, sharing), { handshakes: false });
  let closeLast = async (): Promise<void> => {};
  for (const [at, point] of points.entries()) {
    // Two workers that are open at once would take each other's messages.
    if (sharing === "one") await closeLast();
    const worker = workerOf(at + rehearsals, sharing);
    const how = cuts[moments[at % moments.length] ?? 0] ?? "fin";
    const opened = await openAcrossCut(stage, worker, {
      point: sameCommandOf(worker, first, point),
      how,
    });
    closeLast = () => opened.close();
  }
}

interface StartCut {
  readonly point: CommandPoint;
  readonly how: (typeof cuts)[number];
}

/** Opens a worker whose connection is cut, and lets it handle a message after that. */
async function openAcrossCut(stage: Stage, worker: StageSubscriber, { point, how }: StartCut) {
  return await stage.openAcross(
    worker,
    { point, position: "before-reply", act: { kind: how } },
    () => stage.exchange(exchangeLimitMs),
  );
}

function workerOf(number: number, sharing: Sharing): StageSubscriber {
  const group = sharing === "own" ? `group-${number}` : "group-0";
  return { role: `subscriber-${number}`, group, from: "new" };
}
