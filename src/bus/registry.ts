import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { withDeadline } from "../clock.ts";
import { errorText, UsageError } from "../errors.ts";
import type { BusModule } from "./contract.ts";
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

/** Limit for importing a user's module, so that a top-level `await` that never ends does not block the command. */
const importTimeoutMs = 8_000;

const moduleExtensions = [".ts", ".js", ".mjs"];

/** The names that `findBus` knows. */
export function busNames(): string[] {
  return [...registered.keys()];
}

/**
 * Returns a registered bus by its name, or the user's own bus from a module that exports it as `bus` or
 * as its default. Raises a UsageError that says what is missing or wrong.
 */
export async function findBus(nameOrPath: string): Promise<BusModule> {
  const known = registered.get(nameOrPath);
  if (known) return known;
  if (!moduleExtensions.includes(extname(nameOrPath))) {
    throw new UsageError(`there is no bus called "${nameOrPath}"`, {
      hint: `Use ${busNames().join(", ")}, or the path of a ${moduleExtensions.join(", ")} module.`,
    });
  }
  const loaded = await importModule(nameOrPath);
  const candidate = loaded["bus"] ?? loaded["default"];
  if (candidate === undefined) {
    throw new UsageError(`${nameOrPath} exports no bus`, { hint: describeExports(loaded) });
  }
  assertBusModule(candidate, nameOrPath);
  return candidate;
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isFile()) {
    throw new UsageError(`there is no bus module at ${absolute}`, {
      hint: "The path is relative to the folder the command runs in.",
    });
  }
  try {
    const loading: Promise<Record<string, unknown>> = import(pathToFileURL(absolute).href);
    return await withDeadline(loading, "it to load", importTimeoutMs);
  } catch (error) {
    throw new UsageError(`${path} could not be loaded: ${errorText(error)}`, {
      hint: `Run "node ${path}" to see where it fails.`,
      cause: error,
    });
  }
}

function describeExports(loaded: Record<string, unknown>): string {
  const names = Object.keys(loaded);
  const found = names.length > 0 ? `It exports ${names.join(", ")}.` : "It exports nothing.";
  return `${found} Export the bus as "bus" or as the default.`;
}
