import type { RunReport } from "../../src/report/model/run-report.ts";
import { busChaos } from "./bus-chaos.ts";
import type { ReducedLoad } from "./entry.ts";

export interface AdapterRun {
  /** The path of the adapter module. */
  readonly adapter: string;
  readonly scenario: string;
  /** Variant names. An empty list stands for the quick variants of the scenario. */
  readonly variants: readonly string[];
  readonly load: ReducedLoad | undefined;
  readonly repeat: number;
  readonly seed: number;
  /** The folder for the reports. It is created. */
  readonly out: string;
}

/** Runs a scenario on an adapter in a process of its own, because some libraries keep their settings in the process. */
export async function runAdapter(run: AdapterRun): Promise<RunReport> {
  return await busChaos(parametersOf(run));
}

/** Returns the parameters of bus-chaos. */
export function parametersOf(run: AdapterRun): string[] {
  const { adapter, scenario, variants, load, repeat, seed, out } = run;
  const isReduced = load?.scenarios.includes(scenario);
  const chosen = ["--scenario", scenario, ...variants.flatMap((name) => ["--variant", name])];
  const repeats = ["--repeat", String(repeat), "--seed", String(seed)];
  const rate = isReduced ? ["--rate", String(load?.messagesPerSecond)] : [];
  return ["run", ...chosen, "--bus", adapter, "--out", out, ...repeats, ...rate];
}
