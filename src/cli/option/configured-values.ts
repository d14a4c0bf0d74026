import { loadConfig, type ConfigValues } from "../../config/load-config.ts";
import type { RawOptions } from "./read-options.ts";
import { configOption } from "./shared-options.ts";
import { textValue } from "./values.ts";

/**
 * Defaults of options that the configuration of the user gives, by the names of their values. The path of
 * the configuration is among them unless the user typed it, so that a repeat command names it again.
 */
export type ConfiguredValues = Readonly<Record<string, unknown>>;

/** A configuration as far as the options leave room for it. */
export interface ReadConfig {
  /** The path of the file, for the first line of a run. */
  readonly path: string | undefined;
  readonly configured: ConfiguredValues;
}

/**
 * Reads the configuration and leaves out the values that an option replaces or contradicts: if the user
 * names a scenario, the configuration decides nothing about scenarios.
 *
 * @throws UsageError for a wrong configuration.
 */
export async function readConfig(raw: RawOptions): Promise<ReadConfig> {
  const typed = textValue("--config", raw[configOption.config.name]);
  const loaded = await loadConfig(typed);
  if (!loaded) return { path: undefined, configured: {} };
  const { path, values } = loaded;
  return {
    path,
    configured: {
      ...withoutReplaced(values, raw),
      ...(typed === undefined && { config: path }),
    },
  };
}

/** The values of a configuration that an option replaces, besides the value of the same name. */
const replacedBy: Readonly<Record<string, readonly (keyof ConfigValues)[]>> = {
  scenario: ["scenarios", "all", "variants", "thorough"],
  all: ["scenarios", "all", "variants", "thorough"],
  variant: ["variants", "thorough"],
  thorough: ["variants"],
  "redis-url": ["provider"],
  "toxiproxy-url": ["link"],
};

function withoutReplaced(values: ConfigValues, raw: RawOptions): ConfigValues {
  const replaced = new Set<string>(
    Object.entries(replacedBy).flatMap(([option, keys]) => (raw[option] === undefined ? [] : keys)),
  );
  const startsRedis = raw["provider"] === "process" || raw["provider"] === "docker";
  if (startsRedis) replaced.add("redisUrl");
  // The files fit another URL with TLS too, such as one that has a password.
  if (startsRedis || /^redis:/iu.test(String(raw["redis-url"] ?? ""))) {
    for (const file of ["redisCa", "redisCert", "redisKey"]) replaced.add(file);
  }
  if (raw["link"] === "embedded" || raw["link"] === "auto") replaced.add("toxiproxyUrl");
  return Object.fromEntries(Object.entries(values).filter(([key]) => !replaced.has(key)));
}
