import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { exitCodes } from "../src/errors.ts";
import { findToxiproxyServer } from "../src/link/toxiproxy/toxiproxy-process.ts";
import { runReportSchema, type RunReport } from "../src/report/model/run-report.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";

const folder = mkdtempSync(join(tmpdir(), "bus-chaos-vacuity-exit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inProject = (path: string): string => join(import.meta.dirname, "..", path);
const shamLoader = inProject("tests/support/shams/replace.ts");
const program = inProject("src/cli.ts");

interface Ended {
  readonly exitCode: number | null;
  readonly report: RunReport;
}

/** The whole command in a process of its own, with a sham in the place of what it stands on. */
function chaos(words: readonly string[], sham?: string): Promise<Ended> {
  const loader = sham === undefined ? [] : ["--import", shamLoader];
  const always = ["--json", "--quiet", "--provider", "process", "--recovery-within", "1500ms"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...loader, program, ...words, ...always], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, BUS_CHAOS_SHAM: sham },
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.once("error", reject);
    child.once("close", (exitCode) => {
      const report = runReportSchema.safeParse(JSON.parse(stdout || "null"));
      if (report.success) resolve({ exitCode, report: report.data });
      else reject(new Error(`ended with ${exitCode} and no report`));
    });
  });
}

interface Vacuous {
  readonly words: readonly string[];
  readonly sham?: string;
  readonly says: string;
}

const vacuous: readonly (readonly [string, Vacuous])[] = [
  [
    "a restart that did nothing",
    {
      words: ["--scenario", "restart", "--variant", "sigterm-1s"],
      sham: "idle-redis",
      says: "the run id changed",
    },
  ],
  [
    "a cut that did nothing",
    {
      words: ["--scenario", "partition", "--variant", "reset", "--link", "embedded"],
      sham: "idle-links",
      says: "still open",
    },
  ],
  [
    "a bus that published nothing",
    {
      words: [
        "--scenario",
        "fan-out",
        "--variant",
        "calm",
        "--bus",
        inProject("src/zoo/does-nothing.ts"),
      ],
      says: "0 acknowledged publishes, at least",
    },
  ],
  [
    "a drain that timed out",
    {
      words: ["--scenario", "fan-out", "--variant", "calm"],
      sham: "hidden-redis",
      says: "the drain did not end",
    },
  ],
];

async function expectUnknown({ words, sham, says }: Vacuous): Promise<void> {
  const { exitCode, report } = await chaos(words, sham);
  const findings = report.results.flatMap((result) => result.findings);
  expect(findings.map(({ summary }) => summary).join("\n")).toContain(says);
  expect({ exitCode, verdict: report.verdict }).toEqual({
    exitCode: exitCodes.unknown,
    verdict: "unknown",
  });
}

const onRedis = requirement("redis", "a command that shows nothing ends with 2", missingRedis);

describe.skipIf(onRedis.skip).concurrent(onRedis.title, () => {
  test.each(vacuous)("%s", async (_name, each) => {
    await expectUnknown(each);
  });
});

const missingToxiproxy = findToxiproxyServer() === undefined ? "no toxiproxy-server" : undefined;
const onToxiproxy = requirement(
  "toxiproxy",
  "a command whose faults lie on a Toxiproxy that nobody goes through",
  missingRedis ?? missingToxiproxy,
);

describe.skipIf(onToxiproxy.skip)(onToxiproxy.title, () => {
  test("ends with 2", async () => {
    const bus = inProject("src/zoo/goes-round-its-link.ts");
    const run = ["--scenario", "partition", "--variant", "refuse", "--link", "toxiproxy"];
    await expectUnknown({ words: [...run, "--bus", bus], says: "through its link" });
  });
});
