import { everyRole, type FaultNeed } from "../../faults/contract/fault-definition.ts";
import { faultNeeds, faultRole } from "../../faults/fault-kinds.ts";
import type { FaultStep } from "../../faults/fault-plan.ts";
import type { RedisProvider } from "../../fixtures/redis/redis.ts";
import type { HistoryGuarantees } from "../../history/history-header.ts";
import type { LinkFactory } from "../../link/contract/link.ts";
import type { Scenario, Variant } from "../../scenarios/scenario.ts";

/** A run that is about to start, and what it would stand on. */
export interface RunConditions {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly plan: readonly FaultStep[];
  readonly guarantees: HistoryGuarantees;
  readonly provider: RedisProvider;
  readonly links: LinkFactory;
}

/** Returns why this run would say nothing about this bus here, or `undefined` if it applies. */
export function whyNotApplicable(run: RunConditions): string | undefined {
  const { scenario, variant, guarantees } = run;
  if (variant.workload.groups > 1 && !guarantees.groups) {
    return "the bus does not claim several groups";
  }
  return (
    scenario.notApplicable?.(guarantees) ??
    variant.notApplicable?.(guarantees) ??
    missingNeed(run) ??
    missingRole(run)
  );
}

/** A fault that cannot be injected in full is not injected at all, so the run is refused. */
function missingNeed(run: RunConditions): string | undefined {
  const { provider, links } = run;
  const needs = needsOf(run);
  if (needs.includes("process-control") && !provider.controlsProcess) {
    return `the ${provider.name} provider does not control the Redis process`;
  }
  const missing = needs.find((need) => need !== "process-control" && !links.capabilities.has(need));
  return missing && `the ${links.kind} link cannot do ${missing}`;
}

function needsOf({ variant, plan }: RunConditions): readonly FaultNeed[] {
  return [
    ...plan.flatMap(({ spec }) => faultNeeds(spec)),
    ...(variant.needsProcess ? (["process-control"] as const) : []),
    ...(variant.needs ?? []),
  ];
}

/** A smaller workload than usual may lack the role that a fault is meant for. */
function missingRole({ variant, plan }: RunConditions): string | undefined {
  const { publishers, groups } = variant.workload;
  const roles = new Set([
    everyRole,
    ...Array.from({ length: publishers }, (_, at) => `publisher-${at}`),
    ...Array.from({ length: groups }, (_, at) => `subscriber-${at}`),
  ]);
  const missing = plan.map(({ spec }) => faultRole(spec)).find((role) => !roles.has(role));
  return missing && `there is no ${missing} in a workload of this size`;
}
