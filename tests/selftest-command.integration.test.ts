import { spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { selftestReportSchema } from "../src/selftest/selftest-report.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-selftest-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function selftest(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "selftest", ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: undefined, ...environment },
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

test("a bus that is not in the zoo is wrong usage, with the nearest name", async () => {
  const { exitCode, stderr } = await selftest(["--only", "cuts-payload"]);
  expect(exitCode).toBe(64);
  expect(stderr).toContain("Did you mean cuts-payloads?");
});

test("without any Redis the environment is not ready", async () => {
  const nowhere = { PATH: "/nowhere", DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const { exitCode, stdout } = await selftest(["--only", "cuts-payloads", "--json"], nowhere);
  expect(exitCode).toBe(69);
  expect(stdout).toBe("");
});

const { title, skip } = requirement("redis", "a selftest", missingRedis);

describe.skipIf(skip)(title, () => {
  test("prints one JSON object and writes the same into its folder, with a page", async () => {
    const words = ["--only", "cuts-payloads", "--json", "--out", "own"];
    const { exitCode, stdout, stderr } = await selftest(words);
    expect(exitCode, stderr).toBe(0);
    const report = selftestReportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ verdict: "pass", buses: 1, found: 1, problems: [] });
    expect(stderr).toContain("1/1 found");
    const [written = ""] = globSync(join(folder, "own/selftest/*/selftest.json"));
    expect(JSON.parse(readFileSync(written, "utf8"))).toEqual(report);
    expect(existsSync(written.replace(/json$/u, "md"))).toBe(true);
  });
});
