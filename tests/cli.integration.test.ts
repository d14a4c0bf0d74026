import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { scriptHeader } from "../src/judging/testing/history-builder.ts";
import { runReportSchema } from "../src/report/model/run-report.ts";
import { hostileReport } from "./support/report-fixtures.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface DryRun {
  readonly scenario: string;
  readonly variant: string;
}

function chaos(...words: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: undefined, REDIS_URL: "redis://user:hunter2@nowhere" },
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

describe("help on the command line", () => {
  test.each([["--help"], ["-h"], ["help"]])(
    "`%s` names every command and exit code",
    async (word) => {
      const { exitCode, stdout, stderr } = await chaos(word);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      for (const name of ["run", "list", "doctor", "check", "report", "bench", "--seed", "143"]) {
        expect(stdout).toContain(name);
      }
    },
  );

  test("`check --help` shows the options of that command", async () => {
    const { exitCode, stdout } = await chaos("check", "--help");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("--json");
  });
});

describe("wrong usage of the command line", () => {
  test.each<[string[], string]>([
    [[], "cli.ts list"],
    [["lst"], "Did you mean list?"],
    [["run", "list"], "unknown: list"],
    [["restrt"], "Did you mean restart?"],
    [["sigterm-1s"], "Did you mean restart/sigterm-1s?"],
    [["restart", "pubsub"], "Did you mean --bus pubsub?"],
    [["restart/sigterm"], "Did you mean sigterm-1s?"],
    [["restart,leak"], "Separate names by spaces: restart leak."],
    [["restart", "--all"], "--scenario and --all exclude each other"],
    [["--scnario", "restart"], "Did you mean --scenario?"],
    [["--sede", "3"], "Did you mean --seed?"],
    [["restart", "--bus", "stream"], "Did you mean streams?"],
    [["--scenario", "restrt"], "Did you mean restart?"],
    [["--scenario"], "--scenario needs a value"],
    [["--scenario", "restart", "--variant", "sigkil-1s"], "Did you mean sigkill-1s?"],
    [["--scenario", "restart", "--bus", "nope"], "streams"],
    [["--scenario", "restart", "--bus", "./nope.ts"], "nope.ts"],
    [["--all", "--seed", "NaN"], "--seed"],
    [["--all", "--seed", "-1"], "--seed"],
    [["--all", "--seed", "1", "--seed", "2"], "2 times"],
    [["--all", "--provider", "external"], "--redis-url"],
    [["--all", "--json=maybe"], "--json"],
    [["check"], "folder of a run"],
    [["check", "nowhere"], "nowhere"],
    [["report", "nowhere"], "nowhere"],
    [["list", "--all"], "--all"],
  ])("the words %j end with 64 and a hint that contains: %s", async (words, hint) => {
    const { exitCode, stdout, stderr } = await chaos(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: "" });
    expect(stderr).toContain(hint);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect(stderr).not.toContain("hunter2");
  });

  test("`--verbose` adds the stack to a usage error", async () => {
    const { stderr } = await chaos("--all", "--seed", "x", "--verbose");
    expect(stderr).toMatch(/^\s+at /mu);
  });
});

describe("standard output", () => {
  test("`list` prints a table, or with --json one JSON object", async () => {
    const table = await chaos("list");
    expect(table.stdout).toContain("restart");
    expect(table.stderr).toBe("");
    const { stdout } = await chaos("list", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ buses: expect.arrayContaining(["streams"]) });
  });

  test("`--dry-run` prints the same plan for the same seed, and starts and writes nothing", async () => {
    const words = ["--all", "--thorough", "--seed", "42", "--dry-run", "--json", "--out", "dry"];
    const [first, second] = await Promise.all([chaos(...words), chaos(...words)]);
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(first.stdout).toBe(second.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({ options: { seed: 42 } });
    const written = await chaos("report", "dry");
    expect(written.stderr).toContain("there is no dry");
  });

  test("scenarios are named by words alone, each with its variant if the user likes", async () => {
    const end = ["--seed", "1", "--dry-run", "--json"];
    const plain = await chaos("restart/sigterm-1s", "leak", ...end);
    const { runs } = JSON.parse(plain.stdout) as { readonly runs: readonly DryRun[] };
    const scenarios = new Set(runs.map(({ scenario }) => scenario));
    expect([...scenarios]).toEqual(["restart", "leak"]);
    expect(runs[0]).toMatchObject({ variant: "sigterm-1s" });
    const long = ["--scenario", "restart/sigterm-1s", "--scenario", "leak"];
    expect((await chaos("run", ...long, ...end)).stdout).toBe(plain.stdout);
  });

  test("a word after the value of --variant is a scenario", async () => {
    const end = ["--seed", "1", "--dry-run", "--json"];
    const { stdout } = await chaos("--variant", "sigterm-1s", "restart", ...end);
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ variant: "sigterm-1s" }] });
  });

  test("the program prints completions for a shell, and the script that asks for them", async () => {
    const words = ["--get-yargs-completions", "bus-chaos", "--scenario", "resta"];
    expect((await chaos(...words)).stdout).toBe("restart\n");
    const word = await chaos("--get-yargs-completions", "bus-chaos", "part");
    expect(word.stdout).toBe("partition\n");
    const script = await chaos("completion");
    expect(script).toMatchObject({ exitCode: 0, stderr: "" });
    expect(script.stdout).toContain("complete -o");
  });

  test("`report` prints no escape code and no CI command, whatever the stored report holds", async () => {
    const stored = join(folder, "hostile");
    mkdirSync(stored);
    writeFileSync(join(stored, "report.json"), JSON.stringify(hostileReport()));
    for (const format of ["terminal", "markdown", "junit"]) {
      const { exitCode, stdout, stderr } = await chaos("report", stored, "--format", format);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(stdout).not.toContain("\u001b");
      expect(stdout).not.toMatch(/^\s*::/mu);
    }
  });

  test("`check` judges a stored history to the same report every time", async () => {
    const run = join(folder, "restart-empty-1");
    mkdirSync(run);
    writeFileSync(join(run, "history.jsonl"), `${JSON.stringify(emptyHistoryHeader)}\n`);
    const { exitCode, stdout, stderr } = await chaos("check", run, "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    const report = runReportSchema.parse(JSON.parse(stdout));
    expect(report.results).toHaveLength(1);
    const again = await chaos("check", run, "--json");
    expect(runReportSchema.parse(JSON.parse(again.stdout)).results).toEqual(report.results);
  });

  test("a pipe that is closed early causes no error", async () => {
    const child = spawn("sh", [
      "-c",
      `"$0" "$1" list | true; echo ended`,
      process.execPath,
      program,
    ]);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    await new Promise((resolve) => child.once("close", resolve));
    expect(stderr).toBe("");
  });
});

test("a folder that cannot be written ends a run with 69 before anything is started", async () => {
  writeFileSync(join(folder, "file"), "");
  const { exitCode, stdout, stderr } = await chaos("--scenario", "restart", "--out", "file");
  expect({ exitCode, stdout }).toEqual({ exitCode: 69, stdout: "" });
  expect(stderr).toContain("--out");
});

const emptyHistoryHeader = scriptHeader({
  runId: "empty",
  variant: "empty",
  checkers: [],
  minimums: { acknowledged: 1, faults: 1 },
});
