import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

const program = join(import.meta.dirname, "../src/cli.ts");
const misbehaving = join(import.meta.dirname, "support/misbehaving-bus.ts");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-apart-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runBus(misbehaviour: string, ...words: readonly string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(
    process.execPath,
    [program, "run", ...words, "--bus", misbehaving],
    { cwd: folder, env: { ...process.env, FORCE_COLOR: undefined, MISBEHAVIOUR: misbehaviour } },
    (error, stdout, stderr) => resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
  );
  return promise;
}

// A leak run counts what its process has open, so the command gives it a process of its own.
describe.concurrent("a run in a process of its own", { timeout: 120_000 }, () => {
  test("fails for an error that its bus throws after it has closed", async () => {
    const words = ["--scenario", "leak", "--variant", "calm", "--json"];
    const { exitCode, stdout } = await runBus("throws after its close", ...words);
    const { results } = JSON.parse(stdout) as { readonly results: readonly StoredRun[] };
    const [run] = results;
    expect(run).toMatchObject({ scenario: "leak", variant: "calm", verdict: "fail" });
    expect(run?.findings.map(({ summary }) => summary).join()).toContain("too late");
    expect(exitCode).toBe(1);
  });

  test("takes no other run with it if its process dies", async () => {
    const words = [
      "--scenario",
      "fan-out",
      "--scenario",
      "leak",
      "--variant",
      "calm",
      "--subscribers",
      "2",
    ];
    const { exitCode, stderr } = await runBus("kills the process of one run", ...words);
    expect(stderr).toContain("the process of leak/calm ended by itself: SIGKILL");
    expect(stderr).toMatch(/fan-out\/calm +1 of 1/u);
    expect(exitCode).toBe(69);
  });

  test("says what is wrong with the module as a run in the command's process does", async () => {
    const words = ["--scenario", "leak", "--variant", "calm"];
    const { exitCode, stderr } = await runBus("throws in streamKey", ...words);
    expect(stderr).toContain("no key");
    expect(exitCode).toBe(64);
  });
});

interface StoredRun {
  readonly findings: readonly { readonly summary: string }[];
}
