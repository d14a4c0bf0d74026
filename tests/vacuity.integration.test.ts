import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { streamsBus } from "../src/bus/streams/streams-bus.ts";
import { createProcessProvider } from "../src/fixtures/redis/redis-process.ts";
import { findRedisServer } from "../src/fixtures/redis/redis-server-program.ts";
import type { RedisProvider, RunningRedis } from "../src/fixtures/redis/redis.ts";
import type { LinkFactory } from "../src/link/contract/link.ts";
import { createEmbeddedLinkFactory } from "../src/link/embedded/embedded-link.ts";
import { withDefaults } from "../src/run/plan/guarantees.ts";
import type { JudgedRun } from "../src/run/run-record.ts";
import { runVariant } from "../src/run/run-variant.ts";
import { planFor } from "../src/scenarios/plan-for.ts";
import type { Workload } from "../src/scenarios/scenario.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";
import { findVariant } from "./support/run-bus.ts";

interface Sham {
  readonly run: string;
  readonly provider?: RedisProvider;
  readonly links?: LinkFactory;
  readonly workload?: Partial<Workload>;
}

const { title, skip } = requirement("redis", "a run that shows nothing", missingRedis);
const recoveryLimitMs = 1500;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-vacuity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const doNothing = async (): Promise<void> => {};
const realProvider = createProcessProvider(findRedisServer() ?? "redis-server");

/** Says that it killed Redis and started it again, and did neither. */
const idleProvider: RedisProvider = {
  ...realProvider,
  async start(options) {
    const redis: RunningRedis = await realProvider.start(options);
    return { ...redis, kill: doNothing, startAgain: redis.identity };
  },
};

/** Leads the auditor to a port where nothing listens; the bus has its own way, through its link. */
const hiddenProvider: RedisProvider = {
  ...realProvider,
  async start(options) {
    const redis: RunningRedis = await realProvider.start(options);
    return { ...redis, url: () => "redis://127.0.0.1:1" };
  },
};

/** Says that it cut the network, and is only in the path. */
function idleLinks(): LinkFactory {
  const factory = createEmbeddedLinkFactory();
  const open: LinkFactory["open"] = async (role, upstream) => {
    const link = await factory.open(role, upstream);
    return { ...link, inject: doNothing, heal: doNothing };
  };
  return { ...factory, open };
}

async function judge(sham: Sham): Promise<JudgedRun["judgement"]> {
  const bus = streamsBus;
  const { run, provider = realProvider, workload } = sham;
  const { scenario, variants } = findVariant(run);
  const [found] = variants;
  if (!found) throw new Error(`there is no ${run}`);
  const variant = { ...found, workload: { ...found.workload, ...workload } };
  await using links = sham.links ?? createEmbeddedLinkFactory();
  const named = { scenario: scenario.name, variant: variant.name, bus: bus.name, seed: 1 };
  const record = await runVariant({
    request: {
      scenarios: [{ scenario, variants }],
      bus,
      seed: 1,
      repeat: 1,
      untilFail: false,
      provider: "process",
      allowRemote: false,
      link: "embedded",
      recoveryLimitMs,
      folder: () => mkdtempSync(join(folder, "run-")),
    },
    provider,
    links,
    scenario,
    variant,
    plan: planFor(scenario, variant, 1),
    guarantees: withDefaults(bus.guarantees),
    title: { ...named, repetition: 1, position: 1, total: 1 },
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  return record.judgement;
}

const shams: readonly (readonly [string, Sham, string])[] = [
  [
    "a restart that did nothing",
    { run: "restart/sigterm-1s", provider: idleProvider },
    "the run id changed",
  ],
  [
    "a cut that did nothing",
    { run: "partition/reset", links: idleLinks() },
    "the witness on subscriber-0 was closed (still open)",
  ],
  [
    "a publisher that published nothing",
    { run: "fan-out/calm", workload: { publishers: 0 } },
    "nothing was published",
  ],
  [
    "a load too small to show anything",
    { run: "fan-out/calm", workload: { messages: 5 } },
    "at least 100 needed",
  ],
  [
    "a drain that timed out",
    { run: "fan-out/calm", provider: hiddenProvider },
    "the drain did not end: the auditor could not look",
  ],
];

describe.skipIf(skip).concurrent(title, () => {
  test.each(shams)("is unknown, never passed: %s", async (_name, sham, says) => {
    const { verdict, findings } = await judge(sham);
    expect(findings.map(({ summary }) => summary).join("\n")).toContain(says);
    expect(verdict).toBe("unknown");
  });
});
