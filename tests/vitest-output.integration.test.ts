import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

const project = join(import.meta.dirname, "support/vitest-project");
const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
let reports: string;
let output: string;
let ofProcesses: string;

beforeAll(async () => {
  reports = mkdtempSync(join(tmpdir(), "bus-chaos-vitest-"));
  output = await runVitest("offline");
  ofProcesses = await runVitest("processes", "--reporter", "verbose");
});
afterAll(() => rmSync(reports, { recursive: true, force: true }));

/**
 * Runs a file of the project of a user. In `offline` one variant fails, and the other passes. `processes` names the
 * module of the bus or not.
 */
function runVitest(file: string, ...more: readonly string[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const env = {
    ...process.env,
    REPORTS: join(reports, file),
    NO_COLOR: "1",
    FORCE_COLOR: undefined,
  };
  const words = [vitest, "run", "--root", project, file, ...more];
  execFile(process.execPath, words, { env }, (_error, stdout, stderr) => resolve(stdout + stderr));
  return promise;
}

test("a test of vitest that fails shows the finding, the advice and both commands once", () => {
  expect(output).toMatch(/1 failed \| 1 passed/u);
  for (const text of ["fail: lost ", "  → ", "explain with: ", "repeat with: npx vitest run -t"]) {
    expect(output.split(text)).toHaveLength(2);
  }
  expect(output).not.toContain("expected 'fail' to be 'pass'");
  expect(output).not.toMatch(/❯ .*src\/vitest/u);
});

test("vitest leaves the report that a command leaves, with the link to the latest", () => {
  const report = JSON.parse(
    readFileSync(join(reports, "offline/latest/report.json"), "utf8"),
  ) as Report;
  expect(report.verdict).toBe("fail");
  expect(report.results.map(({ scenario, verdict }) => `${scenario} ${verdict}`)).toEqual([
    "restart fail",
    "fan-out pass",
  ]);
  expect(existsSync(join(reports, "offline/latest/report.md"))).toBe(true);
  expect(existsSync(join(report.results[0]?.directory ?? "", "history.jsonl"))).toBe(true);
});

test("describeScenarios loads the bus in processes by the option module", () => {
  expect(ofProcesses).toMatch(/✓ .* consumer-crash > restarted/u);
  expect(ofProcesses).toMatch(/✓ .* restart > sigterm-1s/u);
  const history = join(reports, "processes/latest");
  expect(existsSync(history)).toBe(true);
});

test("describeScenarios skips a variant with processes for a bus without a module, and names the option", () => {
  expect(ofProcesses).toMatch(/↓ .*no module under faults .* \[.*option `module`\]/u);
});

test("describeScenarios refuses a module that exports another bus", () => {
  expect(ofProcesses).toMatch(
    /my-bus.ts exports the bus .* the run is about the bus of another module/u,
  );
});

interface Report {
  readonly verdict: string;
  readonly results: readonly {
    readonly scenario: string;
    readonly verdict: string;
    readonly directory: string;
  }[];
}
