import { spawn } from "node:child_process";
import { join } from "node:path";

import { runReportSchema, type RunReport } from "../../src/report/model/run-report.ts";

export interface AdapterRun {
  /** The path of the adapter module. */
  readonly adapter: string;
  /** Scenario names. An empty list stands for all scenarios. */
  readonly scenarios: readonly string[];
  /** Variant names. An empty list stands for the quick variants of the scenarios. */
  readonly variants: readonly string[];
  readonly repeat: number;
  readonly seed: number;
  /** The folder for the reports. It is created. */
  readonly out: string;
}

const program = join(import.meta.dirname, "../../src/cli.ts");

/**
 * Runs bus-chaos on an adapter in a process of its own, because some libraries keep their settings in the
 * process. Prints its progress on standard error.
 *
 * @throws Error if the program ends without a report.
 */
export async function runAdapter(run: AdapterRun): Promise<RunReport> {
  const what =
    run.scenarios.length === 0 ? ["--all"] : run.scenarios.flatMap((name) => ["--scenario", name]);
  const options = ["--bus", run.adapter, "--out", run.out, "--json"];
  const variants = run.variants.flatMap((name) => ["--variant", name]);
  const repeats = ["--repeat", String(run.repeat), "--seed", String(run.seed)];
  const parameters = [program, "run", ...what, ...options, ...variants, ...repeats];
  const { output, code } = await collect(parameters);
  if (output.trim() === "") {
    throw new Error(
      `bus-chaos ended with exit code ${code} and without a report on ${run.adapter}`,
    );
  }
  return runReportSchema.parse(JSON.parse(output));
}

function collect(parameters: readonly string[]): Promise<{ output: string; code: number | null }> {
  const chunks: Buffer[] = [];
  const child = spawn(process.execPath, parameters, { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ output: Buffer.concat(chunks).toString(), code }));
  });
}
