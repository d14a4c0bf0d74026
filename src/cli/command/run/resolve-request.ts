import { freshSeed } from "../../../random.ts";
import type { RunRequest } from "../../../run/plan/run-request.ts";
import { selectScenarios } from "../../../run/plan/select-scenarios.ts";
import { pickValues, withoutUndefined } from "../../option/option.ts";
import { chosenProvider } from "../../option/shared-options.ts";
import { busSourceOf, loadBus, loadScenarios } from "../catalogue.ts";
import { defaultRepeats, requestOptions, type RunValues } from "./run-options.ts";

/** A request without the folders of its runs, which are created later. */
export type ResolvedRequest = Omit<RunRequest, "folder">;

/**
 * Looks up the names in the options, and draws a seed if none is given.
 *
 * @throws UsageError for an unknown scenario, variant or bus.
 */
export async function resolveRequest(values: RunValues): Promise<ResolvedRequest> {
  const scenarios = selectScenarios(await loadScenarios(), values);
  return {
    ...resolveSettings(values),
    scenarios,
    bus: await loadBus(values.bus),
    busSource: busSourceOf(values.bus),
    seed: values.seed ?? freshSeed(),
  };
}

/** Returns the settings of a request, with the defaults that depend on other options. */
export function resolveSettings(values: RunValues) {
  const { link, toxiproxyUrl, repeat } = values;
  return withoutUndefined({
    ...pickValues(requestOptions, values),
    provider: chosenProvider(values),
    link: link ?? (toxiproxyUrl === undefined ? "auto" : "toxiproxy"),
    repeat: repeat ?? repeatsFor(values),
  });
}

function repeatsFor({ untilFail, forMs }: RunValues): number {
  if (forMs !== undefined) return defaultRepeats.forTime;
  return untilFail ? defaultRepeats.untilFail : defaultRepeats.always;
}
