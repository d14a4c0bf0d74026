import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { streamsBus } from "../src/bus/streams/streams-bus.ts";
import { createProcessProvider } from "../src/fixtures/redis/redis-process.ts";
import { findRedisServer } from "../src/fixtures/redis/redis-server-program.ts";
import type { RedisProvider } from "../src/fixtures/redis/redis.ts";
import type { LinkFactory } from "../src/link/contract/link.ts";
import { createEmbeddedLinkFactory } from "../src/link/embedded/embedded-link.ts";
import type { JudgedRun } from "../src/run/run-record.ts";
import { runVariant } from "../src/run/run-variant.ts";
import { planFor } from "../src/scenarios/plan-for.ts";
import type { Workload } from "../src/scenarios/scenario.ts";
import { createProcessProvider as createHiddenProvider } from "./support/fake-parts/hidden-redis.ts";
import { createEmbeddedLinkFactory as createIdleLinks } from "./support/fake-parts/idle-links.ts";
import { createProcessProvider as createIdleProvider } from "./support/fake-parts/idle-redis.ts";
import { requirement } from "./support/requirements.ts";
import { findVariant } from "./support/run-bus.ts";
import { missingRedis } from "./support/test-bus.ts";

interface RunWithoutEvidence {
  readonly run: string;
  readonly provider?: RedisProvider;
  readonly links?: LinkFactory;
  readonly workload?: Partial<Workload>;
  /** Text in the summary of a finding that names the missing evidence. */
  readonly summaryIncludes: string;
}

const { title, skip } = requirement("redis", "a run without evidence", missingRedis);
const recoveryLimitMs = 1500;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-no-evidence-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const server = findRedisServer() ?? "redis-server";

async function judge({
  run,
  provider = createProcessProvider(server),
  links: fakeLinks,
  workload,
}: RunWithoutEvidence): Promise<JudgedRun["judgement"]> {
  const bus = streamsBus;
  const { scenario, variants } = findVariant(run);
  const [found] = variants;
  if (!found) throw new Error(`there is no ${run}`);
  const variant = { ...found, workload: { ...found.workload, ...workload } };
  await using links = fakeLinks ?? createEmbeddedLinkFactory();
  const named = { scenario: scenario.name, variant: variant.name, bus: bus.name, seed: 1 };
  const runTitle = { ...named, repetition: 1, position: 1, total: 1 };
  const directory = mkdtempSync(join(folder, "run-"));
  const planned = planFor(scenario, variant, 1);
  const record = await runVariant(
    { title: runTitle, variant, ...planned, bus, recoveryLimitMs, directory },
    { provider, links },
    { onEvent: () => {}, signal: new AbortController().signal },
  );
  return record.judgement;
}

const runsWithoutEvidence: readonly (readonly [what: string, RunWithoutEvidence])[] = [
  [
    "Redis was never restarted",
    {
      run: "restart/sigterm-1s",
      provider: createIdleProvider(server),
      summaryIncludes: "the run id changed",
    },
  ],
  [
    "the link cut no connection",
    {
      run: "partition/reset",
      links: createIdleLinks(),
      summaryIncludes: "the probe connection of subscriber-0 was closed (still open)",
    },
  ],
  [
    "no publisher published anything",
    {
      run: "fan-out/calm",
      workload: { publishers: 0 },
      summaryIncludes: "nothing was published",
    },
  ],
  [
    "the load was too small",
    { run: "fan-out/calm", workload: { messages: 5 }, summaryIncludes: "at least 100 needed" },
  ],
  [
    "the drain ran into its limit",
    {
      run: "fan-out/calm",
      provider: createHiddenProvider(server),
      summaryIncludes: "the drain did not end: the auditor could not look",
    },
  ],
];

describe.skipIf(skip).concurrent(title, () => {
  test.each(runsWithoutEvidence)(
    "the verdict is unknown, never pass, if %s",
    async (_what, run) => {
      const { verdict, findings } = await judge(run);
      expect(findings.map(({ summary }) => summary).join("\n")).toContain(run.summaryIncludes);
      expect(verdict).toBe("unknown");
    },
  );
});
