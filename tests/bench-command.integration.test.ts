import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { requirement } from "./support/requirements.ts";
import { missingRedis } from "./support/test-bus.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-bench-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the benchmark and sends SIGINT as soon as it printed its first figures. */
function interruptedBench(...words: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "bench", ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: undefined },
    });
    const texts = { stdout: "", stderr: "" };
    let isInterrupted = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      texts.stderr += text;
      if (isInterrupted || !texts.stderr.includes("\n1/")) return;
      isInterrupted = true;
      child.kill("SIGINT");
    });
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

const { title, skip } = requirement("redis", "the command bench", missingRedis);

describe.skipIf(skip)(title, () => {
  test("bench writes and prints the figures that it has when SIGINT ends it, and marks them", async () => {
    const { exitCode, stdout, stderr } = await interruptedBench("--json", "--out", "own");
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain("stopping");
    const printed = JSON.parse(stdout) as { readonly cells: readonly unknown[] };
    expect(printed).toMatchObject({ mode: "quick", interrupted: true, deadConnections: [] });
    expect(printed.cells.length).toBeGreaterThan(0);
    const [written = ""] = globSync(join(folder, "own/bench/*/bench-block.json"));
    expect(JSON.parse(readFileSync(written, "utf8"))).toEqual(printed);
    const page = readFileSync(written.replace(/json$/u, "md"), "utf8");
    expect(page).toContain("**Interrupted");
  });
});
