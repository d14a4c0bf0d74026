import { spawn } from "node:child_process";
import { join } from "node:path";

import { runReportSchema, type RunReport } from "../../src/report/model/run-report.ts";

const program = join(import.meta.dirname, "../../src/cli.ts");

/**
 * Runs bus-chaos with `--json` in a process of its own, and returns its report. Prints its progress on standard error.
 *
 * @throws Error if the program ends without a report.
 */
export async function busChaos(parameters: readonly string[]): Promise<RunReport> {
  const { output, code } = await collect([program, ...parameters, "--json"]);
  if (output.trim() === "") {
    throw new Error(
      `bus-chaos ended with exit code ${code} and without a report: ${parameters.join(" ")}`,
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
