import type { FaultStep } from "../../faults/fault-plan.ts";
import type { RedisProvider } from "../../fixtures/redis/redis.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import { requiredCapability, type LinkFactory } from "../../link/contract/link.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";

export interface PlannedRun {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly plan: readonly FaultStep[];
  readonly guarantees: HistoryGuarantees;
  readonly provider: RedisProvider;
  readonly links: LinkFactory;
}

/** Why this run would say nothing about this bus here, or `undefined` if it applies. */
export function whyNotApplicable(question: PlannedRun): string | undefined {
  const { scenario, variant, guarantees } = question;
  if (variant.workload.groups > 1 && !guarantees.groups) {
    return "the bus does not claim several groups";
  }
  return (
    scenario.notApplicable?.(guarantees) ??
    variant.notApplicable?.(guarantees) ??
    whyNotPossible(question)
  );
}

/** A fault that can't be laid here is never laid half: the run is refused instead. */
function whyNotPossible(question: PlannedRun): string | undefined {
  const { variant, plan, provider, links } = question;
  const processFaults = variant.needsProcess || plan.some(({ spec }) => spec.kind !== "network");
  if (processFaults && !provider.controlsProcess) {
    return `the ${provider.name} provider does not control the Redis process`;
  }
  const needed = plan.flatMap(({ spec }) =>
    spec.kind === "network" ? [requiredCapability(spec.fault)] : [],
  );
  const missing = [...needed, ...(variant.needs ?? [])].find(
    (capability) => !links.capabilities.has(capability),
  );
  if (missing) return `the ${links.kind} link cannot do ${missing}`;
  const absent = absentRole(question);
  return absent && `there is no ${absent} in a workload of this size`;
}

/** A smaller workload than usual may lack the role that a fault is meant for. */
function absentRole({ variant, plan }: PlannedRun): string | undefined {
  const { publishers, groups } = variant.workload;
  const roles = new Set([
    "*",
    ...Array.from({ length: publishers }, (_, at) => `publisher-${at}`),
    ...Array.from({ length: groups }, (_, at) => `subscriber-${at}`),
  ]);
  const named = plan.flatMap(({ spec }) => (spec.kind === "network" ? [spec.role] : []));
  return named.find((role) => !roles.has(role));
}
