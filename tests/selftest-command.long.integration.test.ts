import { spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { selftestReportSchema } from "../src/selftest/selftest-report.ts";
import { requirement } from "./support/requirements.ts";
import { missingRedis } from "./support/test-bus.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-selftest-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface EndedSelftest {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const foundLine = /: found .+\n/u;

interface Options {
  readonly environment?: NodeJS.ProcessEnv;
  /** Signal to send as soon as the first bug was found. */
  readonly signal?: NodeJS.Signals;
}

function selftest(
  words: readonly string[],
  { environment, signal }: Options = {},
): Promise<EndedSelftest> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "selftest", ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: undefined, ...environment },
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const wasFound = foundLine.test(texts.stderr);
      texts.stderr += text;
      if (signal && !wasFound && foundLine.test(texts.stderr)) child.kill(signal);
    });
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

test("chaos selftest --only with a name that is not in the zoo ends with 64 and suggests the nearest name", async () => {
  const { exitCode, stderr } = await selftest(["--only", "cuts-payload"]);
  expect(exitCode).toBe(64);
  expect(stderr).toContain("Did you mean cuts-payloads?");
});

test("chaos selftest without any Redis ends with 69 and prints no report", async () => {
  const nowhere = { PATH: "/nowhere", DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const { exitCode, stdout } = await selftest(["--only", "cuts-payloads", "--json"], {
    environment: nowhere,
  });
  expect(exitCode).toBe(69);
  expect(stdout).toBe("");
});

const { title, skip } = requirement("redis", "a selftest", missingRedis);

describe.skipIf(skip)(title, () => {
  test("chaos selftest --json prints one JSON object and writes the same to its folder, with a page", async () => {
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

  test.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "chaos selftest writes the runs that ended when %s interrupts it",
    async ([signal, expected]) => {
      const words = ["--canary", "--json", "--out", signal];
      const { exitCode, stdout } = await selftest(words, { signal });
      expect(exitCode).toBe(expected);
      const report = selftestReportSchema.parse(JSON.parse(stdout));
      expect(report).toMatchObject({ verdict: "unknown", interrupted: true, problems: [] });
      expect(report.sightings.length).toBeGreaterThan(0);
      expect(report.sightings.length).toBeLessThan(report.plannedRuns);
      const [written = ""] = globSync(join(folder, signal, "selftest/*/selftest.json"));
      expect(JSON.parse(readFileSync(written, "utf8"))).toEqual(report);
      const histories = globSync(join(folder, signal, "selftest/*/runs/*/*/history.jsonl"));
      expect(histories).toHaveLength(report.sightings.length);
    },
  );
});
