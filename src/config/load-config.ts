import { readdir } from "node:fs/promises";
import { dirname, extname, isAbsolute, join, relative } from "node:path";

import type { BusModule } from "../bus/contract.ts";
import { loadModule } from "../bus/load-module.ts";
import { defaultExportOf, type ModuleExports } from "../bus/loading/module-exports.ts";
import { UsageError } from "../errors.ts";
import { typedDurationMs } from "../typed-duration.ts";
import type { ChaosConfig } from "./chaos-config.ts";
import { checkConfig } from "./config-shape.ts";

/** The endings of `chaos.config`, the first one preferred by `init`. */
const configExtensions = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** A configuration that was found and read. */
export interface LoadedConfig {
  /** Relative to the current folder. */
  readonly path: string;
  readonly values: ConfigValues;
}

/** The values of a configuration under the names that the program uses. Paths are relative to the current folder. */
export interface ConfigValues extends Omit<
  ChaosConfig,
  "bus" | "scenarios" | "recoveryWithin" | "rate"
> {
  /** A name, the path of a bus module, or the path of the configuration if it holds the bus itself. */
  readonly bus?: string;
  readonly scenarios?: readonly string[];
  readonly all?: boolean;
  readonly recoveryLimitMs?: number;
  readonly ratePerSecond?: number;
}

/**
 * Returns the configuration at the path, or without a path the `chaos.config` of the current folder if it
 * has one.
 *
 * @throws UsageError if the file cannot be loaded, or if a key or a value is wrong.
 */
export async function loadConfig(path?: string): Promise<LoadedConfig | undefined> {
  const found = path ?? (await findConfig());
  if (found === undefined) return undefined;
  const exports = await loadModule(found, "configuration");
  const config = checkConfig(defaultExport(exports, found), found);
  return { path: found, values: valuesOf(config, found) };
}

async function findConfig(): Promise<string | undefined> {
  const names = configExtensions.map((extension) => `chaos.config${extension}`);
  const found = (await readdir(".")).filter((name) => names.includes(name));
  if (found.length < 2) return found[0];
  throw new UsageError(`there are several configurations: ${found.join(", ")}`, {
    hint: "Keep one of them, or name it with --config.",
  });
}

function defaultExport(exports: ModuleExports, path: string): unknown {
  const exported = defaultExportOf(exports);
  if (exported !== undefined) return exported;
  throw new UsageError(`${path} has no default export`, {
    hint: "Write `export default defineConfig({ … })`, or `module.exports = { … }` in CommonJS.",
  });
}

function valuesOf(config: ChaosConfig, path: string): ConfigValues {
  const { bus, scenarios, recoveryWithin, rate, ...same } = config;
  const local = (target?: string) =>
    target === undefined ? undefined : fromCurrentFolder(target, path);
  const values = {
    ...same,
    bus: bus === undefined ? undefined : busText(bus, path),
    scenarios: scenarios === "all" ? undefined : scenarios,
    all: scenarios === "all" ? true : undefined,
    recoveryLimitMs: recoveryWithin === undefined ? undefined : typedDurationMs(recoveryWithin),
    ratePerSecond: rate,
    out: local(config.out),
    junit: local(config.junit),
    ctrf: local(config.ctrf),
    redisCa: local(config.redisCa),
    redisCert: local(config.redisCert),
    redisKey: local(config.redisKey),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** A text without the ending of a file is the name of a registered bus. */
function busText(bus: string | BusModule, path: string): string {
  if (typeof bus !== "string") return path;
  return extname(bus) === "" ? bus : fromCurrentFolder(bus, path);
}

function fromCurrentFolder(target: string, path: string): string {
  return isAbsolute(target) ? target : relative("", join(dirname(path), target));
}
