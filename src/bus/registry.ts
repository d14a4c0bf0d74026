import { statSync } from "node:fs";
import { extname } from "node:path";

import { UsageError } from "../errors.ts";
import { nearestName } from "../suggest.ts";
import type { BusModule } from "./contract.ts";
import { loadModule, moduleExtensions } from "./load-module.ts";
import { defaultExportOf, type ModuleExports } from "./loading/module-exports.ts";
import { pubsubBus } from "./pubsub/pubsub-bus.ts";
import { streamsBus } from "./streams/streams-bus.ts";
import { assertBusModule } from "./validate-module.ts";

/**
 * The buses that `--bus` knows by name. Tests and the selftest put each of them through every scenario that
 * applies to it, and each must pass.
 */
export const registeredBuses: readonly BusModule[] = [streamsBus, pubsubBus];

const registered: ReadonlyMap<string, BusModule> = new Map(
  registeredBuses.map((bus) => [bus.name, bus]),
);

/** The names that `findBus` knows. */
export function busNames(): string[] {
  return [...registered.keys()];
}

/**
 * Returns a registered bus by its name, or the user's own bus from a module that exports it as `bus` or
 * as its default, or from a configuration that holds it. Raises a UsageError that says what is missing or wrong.
 */
export async function findBus(nameOrPath: string): Promise<BusModule> {
  const known = registered.get(nameOrPath);
  if (known) return known;
  if (isFolder(nameOrPath)) {
    throw new UsageError(`${nameOrPath} is a folder, and a bus is a module`, {
      hint: `Name the file in it: a ${moduleExtensions.join(", ")} module that exports the bus.`,
    });
  }
  if (!moduleExtensions.includes(extname(nameOrPath))) {
    throw new UsageError(`there is no bus called "${nameOrPath}"`, {
      hint: `${nearestHint(nameOrPath)}Use ${busNames().join(", ")}, or the path of a ${moduleExtensions.join(", ")} module.`,
    });
  }
  const loaded = await loadModule(nameOrPath, "bus module");
  const candidate = loaded["bus"] ?? busOfDefault(loaded);
  if (candidate === undefined) {
    throw new UsageError(`${nameOrPath} exports no bus`, { hint: describeExports(loaded) });
  }
  assertBusModule(candidate, nameOrPath);
  return candidate;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The default export is the bus, or a configuration that holds the bus itself. */
function busOfDefault(loaded: ModuleExports): unknown {
  const exported = defaultExportOf(loaded);
  // Node finds the named exports of a CommonJS module only in its outer default.
  return busIn(loaded["default"]) ?? busIn(exported) ?? exported;
}

function busIn(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("bus" in value)) return undefined;
  return typeof value.bus === "object" ? value.bus : undefined;
}

function nearestHint(typed: string): string {
  const nearest = nearestName(typed, busNames());
  return nearest === undefined ? "" : `Did you mean ${nearest}? `;
}

function describeExports(loaded: ModuleExports): string {
  // Node adds the last name to every CommonJS module.
  const names = Object.keys(loaded).filter((name) => name !== "module.exports");
  const found = names.length > 0 ? `It exports ${names.join(", ")}.` : "It exports nothing.";
  return `${found} Export the bus as "bus" or as the default.`;
}
