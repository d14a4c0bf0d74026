import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

const project = join(import.meta.dirname, "support/vitest-project");
const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
let reports: string;
let output: string;

beforeAll(async () => {
  reports = mkdtempSync(join(tmpdir(), "bus-chaos-vitest-"));
  output = await runVitest();
});
afterAll(() => rmSync(reports, { recursive: true, force: true }));

/** Runs the project of a user: one variant fails, and the other passes. */
function runVitest(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const env = { ...process.env, REPORTS: reports, NO_COLOR: "1", FORCE_COLOR: undefined };
  const words = [vitest, "run", "--root", project];
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
  const report = JSON.parse(readFileSync(join(reports, "latest/report.json"), "utf8")) as Report;
  expect(report.verdict).toBe("fail");
  expect(report.results.map(({ scenario, verdict }) => `${scenario} ${verdict}`)).toEqual([
    "restart fail",
    "fan-out pass",
  ]);
  expect(existsSync(join(reports, "latest/report.md"))).toBe(true);
  expect(existsSync(join(report.results[0]?.directory ?? "", "history.jsonl"))).toBe(true);
});

interface Report {
  readonly verdict: string;
  readonly results: readonly {
    readonly scenario: string;
    readonly verdict: string;
    readonly directory: string;
  }[];
}
