import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { exitCodes } from "../src/errors.ts";
import { findToxiproxyServer } from "../src/link/toxiproxy/toxiproxy-process.ts";
import { runReportSchema, type RunReport } from "../src/report/model/run-report.ts";
import { requirement } from "./support/requirements.ts";
import { missingRedis } from "./support/test-bus.ts";

const folder = mkdtempSync(join(tmpdir(), "bus-chaos-no-evidence-exit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inProject = (path: string): string => join(import.meta.dirname, "..", path);
const partLoader = inProject("tests/support/fake-parts/replace-part.ts");
const program = inProject("src/cli.ts");

interface EndedCommand {
  readonly exitCode: number | null;
  readonly report: RunReport;
}

/** Runs the whole command in a process of its own, if asked with a fake part. */
function chaos(words: readonly string[], fakePart?: string): Promise<EndedCommand> {
  const loader = fakePart === undefined ? [] : ["--import", partLoader];
  const always = ["--json", "--quiet", "--provider", "process", "--recovery-within", "1500ms"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...loader, program, ...words, ...always], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, BUS_CHAOS_FAKE_PART: fakePart },
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

interface RunWithoutEvidence {
  readonly words: readonly string[];
  readonly fakePart?: string;
  /** Text in the summary of a finding that names the missing evidence. */
  readonly summaryIncludes: string;
  /** 2 by default. */
  readonly exitCode?: number;
}

const runsWithoutEvidence: readonly (readonly [what: string, RunWithoutEvidence])[] = [
  [
    "Redis was never restarted",
    {
      words: ["--scenario", "restart", "--variant", "sigterm-1s"],
      fakePart: "idle-redis",
      summaryIncludes: "the run id changed",
    },
  ],
  [
    "the link cut no connection",
    {
      words: ["--scenario", "partition", "--variant", "reset", "--link", "embedded"],
      fakePart: "idle-links",
      summaryIncludes: "still open",
    },
  ],
  [
    "the bus acknowledged no publish",
    {
      words: [
        "--scenario",
        "fan-out",
        "--variant",
        "calm",
        "--bus",
        inProject("src/zoo/does-nothing.ts"),
      ],
      summaryIncludes: "0 acknowledged publishes, at least",
    },
  ],
  [
    "the drain ran into its limit",
    {
      words: ["--scenario", "fan-out", "--variant", "calm"],
      fakePart: "hidden-redis",
      summaryIncludes: "the drain did not end",
      // The auditor cannot tell this Redis from one that died.
      exitCode: exitCodes.environment,
    },
  ],
];

async function expectUnknown(run: RunWithoutEvidence): Promise<void> {
  const { exitCode, report } = await chaos(run.words, run.fakePart);
  const findings = report.results.flatMap((result) => result.findings);
  expect(findings.map(({ summary }) => summary).join("\n")).toContain(run.summaryIncludes);
  expect({ exitCode, verdict: report.verdict }).toEqual({
    exitCode: run.exitCode ?? exitCodes.unknown,
    verdict: "unknown",
  });
}

const onRedis = requirement("redis", "a command without evidence", missingRedis);

describe.skipIf(onRedis.skip).concurrent(onRedis.title, () => {
  test.each(runsWithoutEvidence)("the command ends as unknown if %s", async (_what, run) => {
    await expectUnknown(run);
  });
});

const missingToxiproxy = findToxiproxyServer() === undefined ? "no toxiproxy-server" : undefined;
const onToxiproxy = requirement(
  "toxiproxy",
  "a command with Toxiproxy and without evidence",
  missingRedis ?? missingToxiproxy,
);

describe.skipIf(onToxiproxy.skip)(onToxiproxy.title, () => {
  test("the command ends with 2 if no traffic passes the Toxiproxy that has the faults", async () => {
    const bus = inProject("src/zoo/goes-round-its-link.ts");
    const run = ["--scenario", "partition", "--variant", "refuse", "--link", "toxiproxy"];
    await expectUnknown({ words: [...run, "--bus", bus], summaryIncludes: "through its link" });
  });
});
