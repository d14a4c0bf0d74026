import { withDefaults } from "../../history/guarantee-defaults.ts";
import { drawnVariant, planFor, type RunPlan } from "../../scenarios/plan-for.ts";
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
  request: Pick<RunRequest, "scenarios" | "bus" | "seed" | "repeat" | "forMs"> & RequestedWorkload,
): readonly PlannedRun[] {
  const guarantees = withDefaults(request.bus.guarantees);
  const pairs = request.scenarios.flatMap(({ scenario, variants }) =>
    variants.map((variant) => ({ scenario, variant })),
  );
  const rounds = Array.from({ length: request.repeat }, (_, round) => round);
  return rounds.flatMap((round) =>
    pairs.map(({ scenario, variant: given }, at) => {
      // Each repetition has its own seed, so that the user can repeat it alone.
      const seed = request.seed + round;
      const drawn = drawnVariant(scenario, given, { seed, guarantees });
      const variant = withWorkload(drawn, request);
      const title = {
        scenario: scenario.name,
        variant: variant.name,
        bus: request.bus.name,
        seed,
        repetition: round + 1,
        position: round * pairs.length + at + 1,
        total: request.forMs === undefined ? pairs.length * request.repeat : undefined,
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
