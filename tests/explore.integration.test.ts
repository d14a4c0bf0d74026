import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { runReportSchema } from "../src/report/model/run-report.ts";

const project = join(import.meta.dirname, "..");
const buggyBus = "src/zoo/loses-the-seventh-publish.ts";
const token = "publisher-0/commands/XADD/stream:orders:journal/7/before-reply/rst";

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-explore-"));
});

afterEach(() => rmSync(out, { recursive: true, force: true }));

function explore(...words: string[]) {
  const all = ["src/cli.ts", "explore", "--out", out, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, {
    cwd: project,
    encoding: "utf8",
  });
  return { exitCode: status, stdout, lines: stderr.trimEnd().split("\n") };
}

describe("chaos explore", () => {
  test("chaos explore ends with the number of explored points and the command that repeats it", () => {
    const { exitCode, lines } = explore("--only", "XADD/stream:orders/2/*fin", "--seed", "3");
    expect(lines.at(-2)).toBe("✓ pass: explored 4/4");
    expect(lines.at(-1)).toContain(
      "explore --bus streams --seed 3 --only 'XADD/stream:orders/2/*fin'",
    );
    expect(exitCode).toBe(0);
  });

  test("chaos explore names a failed point by its token, and --point with this token shows its evidence", () => {
    const only = "XADD/*/7/before-reply/rst";
    const lossy = ["--bus", buggyBus, "--recovery-within", "2s"];
    const found = explore(...lossy, "--only", only);
    expect(found.lines.some((line) => line.startsWith(`✗ fail ${token}  lost/`))).toBe(true);
    expect(found.lines.at(-2)).toBe("✗ fail: explored 2/2, 1 failed");
    expect(found.exitCode).toBe(1);
    const alone = explore(...lossy, "--point", token, "--verbose");
    expect(alone.lines.join("\n")).toContain("seen: struck at publisher-0 commands XADD");
    expect(alone.exitCode).toBe(1);
  });

  test("chaos explore is unknown if its budget leaves points out, and --json prints a report in the schema", () => {
    const { exitCode, stdout } = explore("--only", "TIME", "--budget", "1ms", "--json", "-q");
    const report = runReportSchema.parse(JSON.parse(stdout));
    expect(report.verdict).toBe("unknown");
    expect(report.exploration?.skipped).toBeGreaterThan(0);
    expect(exitCode).toBe(2);
    const latest = JSON.parse(readFileSync(join(out, "latest", "report.json"), "utf8"));
    expect(latest).toEqual(report);
  });

  test("chaos explore refuses a link that cannot inject faults at single commands", () => {
    const { exitCode, lines } = explore("--link", "toxiproxy");
    expect(lines[0]).toContain("cannot lay faults at single commands");
    expect(exitCode).toBe(64);
  });
});
