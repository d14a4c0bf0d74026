import { freshSeed } from "../../../random.ts";
import type { RunRequest } from "../../../run/plan/run-request.ts";
import { loadBus, loadScenarios } from "../catalogue.ts";
import type { RunOptions } from "./run-options.ts";
import { selectScenarios } from "./select-scenarios.ts";

/** A request that does not know yet where its runs are written to. */
export type ResolvedRequest = Omit<RunRequest, "folder">;

/**
 * Looks up what the options name and chooses a seed if none is given.
 *
 * @throws UsageError for an unknown scenario, variant or bus.
 */
export async function resolveRequest(options: RunOptions): Promise<ResolvedRequest> {
  const { redisUrl, toxiproxyUrl, messages, ratePerSecond, subscribers } = options;
  const scenarios = selectScenarios(await loadScenarios(), options);
  return {
    scenarios,
    bus: await loadBus(options.bus),
    seed: options.seed ?? freshSeed(),
    repeat: options.repeat,
    untilFail: options.untilFail,
    provider: options.provider,
    allowRemote: options.allowRemote,
    link: options.link,
    recoveryLimitMs: options.recoveryLimitMs,
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(toxiproxyUrl === undefined ? {} : { toxiproxyUrl }),
    ...(messages === undefined ? {} : { messages }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(subscribers === undefined ? {} : { subscribers }),
  };
}
