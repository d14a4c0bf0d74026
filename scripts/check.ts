/**
 * The quick loop: everything that needs no Redis, at once. Prints each part when it is done, with
 * its output only if it failed, and exits with 1 if any did.
 */
import { spawn } from "node:child_process";

const parts = [
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "lint", command: ["oxlint"] },
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "unused code", command: ["knip"] },
  { name: "unit tests", command: ["vitest", "run", "--project", "unit", "--reporter", "dot"] },
];

const results = await Promise.all(
  parts.map(async ({ name, command }) => {
    const { passed, output } = await run(command);
    console.log(`${passed ? "pass" : "FAIL"}  ${name}`);
    if (!passed) console.log(`\n${output}`);
    return passed;
  }),
);
process.exitCode = results.every(Boolean) ? 0 : 1;

/** Runs a program of node_modules/.bin, which npm has put on the PATH. */
function run([program = "", ...parameters]: readonly string[]): Promise<{
  passed: boolean;
  output: string;
}> {
  const chunks: Buffer[] = [];
  const child = spawn(program, parameters, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ passed: code === 0, output: Buffer.concat(chunks).toString() }),
    );
  });
}
