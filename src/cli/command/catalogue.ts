import { extname, resolve } from "node:path";

import type { BusModule } from "../../bus/contract.ts";
import { importFor } from "../../run/strays/stray-errors.ts";
import type { Scenario } from "../../scenarios/scenario.ts";

// Scenarios and buses are imported on demand, so that help and usage errors appear at once.

export async function loadScenarios(): Promise<readonly Scenario[]> {
  return (await import("../../scenarios/index.ts")).scenarios;
}

export async function loadBusNames(): Promise<readonly string[]> {
  return (await import("../../bus/registry.ts")).busNames();
}

/** Returns a registered bus, or the bus that the module at a path exports. */
export async function loadBus(nameOrPath: string): Promise<BusModule> {
  const { findBus } = await import("../../bus/registry.ts");
  return await importFor(() => findBus(nameOrPath));
}

/** Returns by which name another process finds the bus: that of a registered bus, or an absolute path. */
export function busSourceOf(nameOrPath: string): string {
  return extname(nameOrPath) === "" ? nameOrPath : resolve(nameOrPath);
}
