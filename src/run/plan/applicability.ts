import { everyRole, type FaultNeed } from "../../faults/contract/fault-definition.ts";
import { faultNeeds, faultRole } from "../../faults/fault-kinds.ts";
import type { RedisProvider } from "../../fixtures/redis/redis.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { LinkFactory } from "../../link/contract/link.ts";
import type { PlannedRun } from "./plan-runs.ts";

/** The parts of a planned run that decide whether it applies. */
export type ApplicableRun = Pick<PlannedRun, "scenario" | "variant" | "plan">;

/** The abilities of a run environment that a fault may need. */
export interface EnvironmentAbilities {
  readonly provider: Pick<RedisProvider, "name" | "controlsProcess">;
  readonly links: Pick<LinkFactory, "kind" | "capabilities">;
  /** Whether another process can load the bus. */
  readonly canIsolate: boolean;
  /** Whether every role has a process of its own. */
  readonly isolates: boolean;
  /** Whether the bus names the streams of its topics. */
  readonly namesStreams: boolean;
}

/** Returns why this run would show nothing about this bus here, or `undefined` if it applies. */
export function whyNotApplicable(
  run: ApplicableRun,
  guarantees: HistoryGuarantees,
  abilities: EnvironmentAbilities,
): string | undefined {
  const { scenario, variant } = run;
  if (variant.workload.groups > 1 && !guarantees.groups) {
    return "the bus does not claim several groups";
  }
  return (
    scenario.notApplicable?.(guarantees) ??
    variant.notApplicable?.(guarantees) ??
    missingModule(run, abilities) ??
    missingNeed(run, abilities) ??
    missingRole(run)
  );
}

function missingModule(
  { variant }: ApplicableRun,
  { canIsolate, isolates }: EnvironmentAbilities,
): string | undefined {
  if (isolates && variant.exclusive === "counts-resources") {
    return "the harness counts what its own process has open, and every bus has a process of its own";
  }
  if (!variant.processes || canIsolate) return undefined;
  return "its subscribers have processes of their own, which cannot load a bus that is no module of its own; name its module, in a test by the option `module`";
}

/** Returns why a fault is impossible here. A run with such a fault is refused: half of its plan would show little. */
function missingNeed(
  run: ApplicableRun,
  { provider, links, namesStreams }: EnvironmentAbilities,
): string | undefined {
  const needs = needsOf(run);
  if (needs.includes("process-control") && !provider.controlsProcess) {
    const without = "without a Redis URL the harness starts one that it can kill";
    return `the ${provider.name} provider does not control the Redis process; ${without}`;
  }
  if (needs.includes("named-stream") && !namesStreams) {
    return "the bus names no stream (streamKey), so the harness knows no entries that it can delete";
  }
  const missing = needs.find(
    (need) =>
      need !== "process-control" && need !== "named-stream" && !links.capabilities.has(need),
  );
  return missing && `the ${links.kind} link cannot do ${missing}`;
}

function needsOf({ variant, plan }: ApplicableRun): readonly FaultNeed[] {
  return [
    ...plan.flatMap(({ spec }) => faultNeeds(spec)),
    ...(variant.needsProcess ? (["process-control"] as const) : []),
    ...(variant.needs ?? []),
  ];
}

/**
 * Returns why a fault has no target: its role is missing in the workload. Options such as
 * `--subscribers 3` make a workload smaller than its variant says.
 */
function missingRole({ variant, plan }: ApplicableRun): string | undefined {
  const { publishers, groups, workersPerGroup = 1 } = variant.workload;
  const roles = new Set([
    everyRole,
    ...Array.from({ length: publishers }, (_, at) => `publisher-${at}`),
    ...Array.from({ length: groups * workersPerGroup }, (_, at) => `subscriber-${at}`),
  ]);
  const missing = plan.map(({ spec }) => faultRole(spec)).find((role) => !roles.has(role));
  return missing && `there is no ${missing} in a workload of this size`;
}
