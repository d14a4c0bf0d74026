import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runReportSchema } from "../src/report/model/run-report.ts";

const program = join(import.meta.dirname, "../src/cli.ts");
const misbehaving = join(import.meta.dirname, "support/misbehaving-bus.ts");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-bad-days-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunSettings {
  readonly environment?: NodeJS.ProcessEnv;
  /** SIGINT is sent as soon as standard error shows this text. */
  readonly interruptAt?: string;
  /** The limit of open files for the program. */
  readonly mostFiles?: number;
}

function run(words: readonly string[], settings: RunSettings = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const calm = ["--scenario", "fan-out", "--variant", "calm", "--subscribers", "2"];
    const line = [process.execPath, program, ...calm, ...words];
    const limit = settings.mostFiles === undefined ? "" : `ulimit -n ${settings.mostFiles} && `;
    const child = spawn("sh", ["-c", `${limit}exec "$@"`, "sh", ...line], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: undefined, ...settings.environment },
    });
    let { interruptAt } = settings;
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      texts.stderr += text;
      if (interruptAt === undefined || !texts.stderr.includes(interruptAt)) return;
      interruptAt = undefined;
      child.kill("SIGINT");
    });
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

function runBus(misbehaviour: string, settings: RunSettings = {}): Promise<Ended> {
  const words = [
    "--bus",
    misbehaving,
    "--messages",
    "110",
    "--recovery-within",
    "500ms",
    "--json",
    "--rate",
    "1000",
  ];
  const environment = { MISBEHAVIOUR: misbehaviour };
  return run(words, { ...settings, environment });
}

describe.concurrent("a bus module that cannot be used", () => {
  test.each([
    ["hangs on import", "waited"],
    ["exits on import", "process.exit(0)"],
    ["throws in its guarantees", "no guarantees"],
    ["throws in streamKey", "no key"],
  ])("a bus module that %s ends the command with 64", async (misbehaviour, reason) => {
    const { exitCode, stderr } = await runBus(misbehaviour);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(reason);
  });
});

describe.concurrent("a bus that misbehaves during a run", () => {
  test.each([
    ["behaves", 0, "pass"],
    ["has a weird name", 0, "pass"],
    ["notifies garbage", 0, "pass"],
    ["prints", 0, "pass"],
    ["throws at open", 2, "no bus"],
    ["hangs at open", 1, "never returned"],
    ["hangs at subscribe", 1, "never returned"],
    ["throws at the close of a subscription", 2, "no end"],
    ["throws at close", 2, "no end"],
    ["throws later", 1, "too late"],
    ["exits at publish", 1, "process.exit(0)"],
    ["rejects with an error without text", 2, "acknowledged"],
    ["delivers nothing at all", 1, "payload"],
    ["delivers a number", 1, "payload"],
  ])("a bus that %s ends with the exit code %i", async (misbehaviour, expected, reason) => {
    const { exitCode, stdout, stderr } = await runBus(misbehaviour);
    expect(exitCode, stderr).toBe(expected);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain("\u001B[31m.");
    expect(stderr).not.toMatch(/^::/mu);
    expect(runReportSchema.parse(JSON.parse(stdout)).results).toHaveLength(1);
  });

  test("a bus that hangs at subscribe can be interrupted", async () => {
    const { exitCode, stderr } = await runBus("hangs at subscribe", { interruptAt: "steady" });
    expect(exitCode).toBe(130);
    expect(stderr).toContain("stopping");
  });
});

test.concurrent("a Redis server that does not exist is named, with exit code 69", async () => {
  const environment = { BUS_CHAOS_REDIS_SERVER: "/nonsense" };
  const { exitCode, stderr } = await run([], { environment });
  expect(exitCode).toBe(69);
  expect(stderr).toContain("/nonsense");
});

test.concurrent("a Docker daemon that accepts and does not answer is given up, with exit code 69", async () => {
  const socket = join(folder, "docker.sock");
  const silent = createServer().listen(socket);
  const environment = { DOCKER_HOST: `unix://${socket}` };
  const { exitCode, stderr } = await run(["--provider", "docker"], { environment });
  silent.close();
  expect(exitCode).toBe(69);
  expect(stderr).toContain("did not answer");
});

test.concurrent("a password that is not percent-encoded is refused and not shown", async () => {
  const { exitCode, stderr } = await run(["--redis-url", "redis://user:hunter%2@127.0.0.1:1"]);
  expect(exitCode).toBe(64);
  expect(stderr).toContain("percent-encoded");
  expect(stderr).not.toContain("hunter");
});

test.concurrent("a limit of open files that breaks connections is refused, with exit code 69", async () => {
  const { exitCode, stderr } = await run([], { mostFiles: 256 });
  expect(exitCode).toBe(69);
  expect(stderr).toContain("the limit is 256, below 1024");
  expect(stderr).toContain("ulimit -n 4096");
});
