import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { plantedBugs } from "../../src/zoo/index.ts";
import { requirement } from "../support/requirements.ts";
import { missingRedis } from "../support/test-bus.ts";
import { crashes } from "./describe-planted-bugs.ts";

const program = join(import.meta.dirname, "../../src/cli.ts");
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-crashes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const limitMs = 60_000;
const { title, skip } = requirement("redis", "buses that crash", missingRedis);

/** Runs the command in a process of its own: in this one, vitest would report the errors of the buses too. */
function selftest(
  bus: string,
): Promise<{ readonly exitCode: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "selftest", "--only", bus], { cwd: folder });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
    child.stderr.setEncoding("utf8").on("data", (more: string) => (text += more));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, text }));
  });
}

describe.skipIf(skip)(title, () => {
  test.for(plantedBugs.filter(({ foundBy }) => foundBy.some(crashes)))(
    "chaos selftest finds the crash of $name",
    { timeout: limitMs },
    async ({ name }) => {
      const { exitCode, text } = await selftest(name);
      expect(exitCode, text).toBe(0);
    },
  );
});
