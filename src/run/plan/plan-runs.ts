import { planFor, type RunPlan } from "../../scenarios/plan-for.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunTitle } from "./run-title.ts";

/** A run that a command asks for, with the plan that its seed gives. */
export interface PlannedRun extends RunPlan {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly title: RunTitle;
}

/** Returns the runs of a command in their order: every variant once, then every variant again. */
export function planRuns(
  request: Pick<RunRequest, "scenarios" | "bus" | "seed" | "repeat"> & RequestedWorkload,
): readonly PlannedRun[] {
  const pairs = request.scenarios.flatMap(({ scenario, variants }) =>
    variants.map((variant) => ({ scenario, variant: withWorkload(variant, request) })),
  );
  const rounds = Array.from({ length: request.repeat }, (_, round) => round);
  return rounds.flatMap((round) =>
    pairs.map(({ scenario, variant }, at) => {
      // Each repetition has its own seed, so that the user can repeat it alone.
      const seed = request.seed + round;
      const title = {
        scenario: scenario.name,
        variant: variant.name,
        bus: request.bus.name,
        seed,
        repetition: round + 1,
        position: round * pairs.length + at + 1,
        total: pairs.length * request.repeat,
      };
      return { scenario, variant, title, ...planFor(scenario, variant, seed) };
    }),
  );
}

type RequestedWorkload = Pick<RunRequest, "messages" | "ratePerSecond" | "subscribers">;

function withWorkload(
  variant: Variant,
  { messages, ratePerSecond, subscribers }: RequestedWorkload,
): Variant {
  const workload = {
    ...variant.workload,
    ...(messages !== undefined && { messages }),
    ...(ratePerSecond !== undefined && { ratePerSecond }),
    ...(subscribers !== undefined &&
      (variant.workload.workersPerGroup === undefined
        ? { groups: subscribers }
        : { workersPerGroup: subscribers })),
  };
  return { ...variant, workload };
}
