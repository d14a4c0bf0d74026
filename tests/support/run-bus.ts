import type { BusModule } from "../../src/bus/contract.ts";
import { busNames } from "../../src/bus/registry.ts";
import type { RunRequest, ScenarioRequest } from "../../src/run/plan/run-request.ts";
import type { RunTitle } from "../../src/run/plan/run-title.ts";
import type { RunRecord } from "../../src/run/run-record.ts";
import { runScenarios } from "../../src/run/run-scenarios.ts";
import { scenarios } from "../../src/scenarios/index.ts";
import type { Variant } from "../../src/scenarios/scenario.ts";

export interface BusRunOptions {
  readonly scenarios: readonly ScenarioRequest[];
  readonly recoveryLimitMs: number;
  /** Returns the folder for the history of a run. */
  readonly folder: RunRequest["folder"];
  /** Gives every role a process of its own. Default false. */
  readonly isolate?: boolean;
}

/** Runs scenarios on a bus, always with seed 1, on a Redis process and over embedded links. */
export function runBus(bus: BusModule, options: BusRunOptions): Promise<RunRecord[]> {
  const request: RunRequest = {
    ...options,
    bus,
    ...(busNames().includes(bus.name) && { busSource: bus.name }),
    seed: 1,
    repeat: 1,
    untilFail: false,
    provider: "process",
    allowRemote: false,
    link: "embedded",
  };
  return runScenarios(request, { onEvent: () => {}, signal: new AbortController().signal });
}

/** Returns the variant with this name, such as `partition/replies-lost`. */
export function findVariant(wanted: string): ScenarioRequest {
  const [scenarioName, variantName] = wanted.split("/");
  const scenario = scenarios.find(({ name }) => name === scenarioName);
  const variant = scenario?.variants.find(({ name }) => name === variantName);
  if (!scenario || !variant) throw new Error(`there is no ${wanted}`);
  return { scenario, variants: [variant] };
}

/** Returns every scenario with the variants that run by default. */
export function quickScenarios(
  wanted: (variant: Variant) => boolean = () => true,
): readonly ScenarioRequest[] {
  return scenarios.map((scenario) => ({
    scenario,
    variants: scenario.variants.filter((variant) => variant.tier === "quick" && wanted(variant)),
  }));
}

/** Returns `scenario/variant`, the name that `findVariant` takes. */
export function runName({ scenario, variant }: RunTitle): string {
  return `${scenario}/${variant}`;
}
