import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const program = join(import.meta.dirname, "../src/cli.ts");
const misbehaving = join(import.meta.dirname, "support/misbehaving-bus.ts");
const timeoutMs = 60_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-blocked-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

interface Interruption {
  readonly signal: NodeJS.Signals;
  /** The signal is sent as soon as standard error shows this text. */
  readonly at: string;
}

/** A process that a test gave up would keep a core busy for ever. */
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

function runBus(
  words: readonly string[],
  misbehaviour: string,
  interruption?: Interruption,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words, "--bus", misbehaving], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, FORCE_COLOR: undefined, MISBEHAVIOUR: misbehaviour },
    });
    children.add(child);
    let stderr = "";
    let waiting = interruption;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (!waiting || !stderr.includes(waiting.at)) return;
      child.kill(waiting.signal);
      waiting = undefined;
    });
    child.once("error", reject);
    child.once("close", (exitCode) => {
      children.delete(child);
      resolve({ exitCode, stderr });
    });
  });
}

const run = ["run", "--scenario", "fan-out", "--variant", "calm", "--subscribers", "1"];

describe("a process whose event loop the bus blocks", { timeout: timeoutMs }, () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s ends it with exit code %i, and says in which call it was",
    async (signal, code) => {
      const at = "the bus blocks now";
      const ended = await runBus(run, "blocks the event loop at publish", { signal, at });
      expect(ended.stderr).toContain("interrupted, but the event loop has stood still for");
      expect(ended.stderr).toContain("inside publisher-0.publish in fan-out/calm");
      expect(ended.stderr).toContain("blockFor (misbehaving-bus.ts:");
      expect(ended.exitCode).toBe(code);
    },
  );

  test("a signal ends a run that has a process of its own, and both processes", async () => {
    const words = ["run", "--scenario", "leak", "--variant", "calm"];
    const at = "the bus blocks now";
    const ended = await runBus(words, "blocks the event loop at publish", { signal: "SIGINT", at });
    expect(ended.stderr).toContain("interrupted, but the event loop has stood still for");
    expect(ended.stderr).toContain("inside publisher-0.publish in leak/calm");
    expect(ended.stderr).toContain("interrupted");
    expect(ended.exitCode).toBe(130);
  });

  test("the end of --budget ends it with exit code 2", async () => {
    const words = ["explore", "--budget", "1s"];
    const ended = await runBus(words, "blocks the event loop at publish");
    expect(ended.stderr).toContain("the time of --budget is over, but the event loop");
    expect(ended.exitCode).toBe(2);
  });

  test("SIGINT ends it if timers leave no time for signals", async () => {
    const interruption = { signal: "SIGINT", at: "the bus starves now" } as const;
    const ended = await runBus(run, "starves the event loop", interruption);
    expect(ended.exitCode).toBe(130);
  });
});
