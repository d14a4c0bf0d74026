import { loadConfig, type ConfigValues } from "../config/load-config.ts";
import { ChaosError } from "../errors.ts";

/**
 * The values of the `chaos.config` in the current folder. They are read when a test file imports
 * `bus-chaos/vitest`, because vitest collects the tests of `describeScenarios` without waiting.
 */
export const configuration: ConfigValues = await readConfiguration();

async function readConfiguration(): Promise<ConfigValues> {
  try {
    return (await loadConfig())?.values ?? {};
  } catch (error) {
    // vitest shows the message of an error and not its hint.
    if (error instanceof ChaosError) error.message = [error.message, error.hint].join(". ");
    throw error;
  }
}
