import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { requirement } from "./support/requirements.ts";
import { missingRedis } from "./support/test-bus.ts";

const project = join(import.meta.dirname, "..");
const bus = "src/zoo/reads-only-what-is-new.ts";
const { title, skip } = requirement("redis", "the token of a strike", missingRedis);

let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-strike-"));
});

afterEach(() => rmSync(out, { recursive: true, force: true }));

function chaos(...words: string[]) {
  const all = ["src/cli.ts", ...words, "--bus", bus, "--recovery-within", "2s", "--out", out];
  const { status, stderr } = spawnSync(process.execPath, all, { cwd: project, encoding: "utf8" });
  return { exitCode: status, text: stderr };
}

describe.skipIf(skip)(title, () => {
  test("a failed run names a command whose strike alone fails each time with the same finding", () => {
    const variant = ["--scenario", "partition", "--variant", "replies-lost", "--seed", "1"];
    const run = chaos("run", ...variant);
    expect(run.exitCode, run.text).toBe(1);
    const token = /at one command: .* --point (\S+)/u.exec(run.text)?.[1];
    expect(token, run.text).toMatch(/^subscriber-0\/.*XREADGROUP\/.*\/5\/before-reply\/fin$/);
    for (let time = 0; time < 3; time++) {
      const explored = chaos("explore", "--point", token ?? "");
      expect(explored.exitCode, explored.text).toBe(1);
      expect(explored.text).toContain("stuck pending");
    }
  });
});
