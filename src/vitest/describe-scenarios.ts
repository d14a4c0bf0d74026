import { describe, expect, test, type TestContext } from "vitest";

import type { BusModule } from "../bus/contract.ts";
import { wallTime } from "../clock.ts";
import { planFolders } from "../report/files/plan-folders.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import { runScenarios } from "../run/run-scenarios.ts";
import { scenarios as allScenarios } from "../scenarios/index.ts";
import type { Scenario, Variant } from "../scenarios/scenario.ts";
import { findingLines } from "./finding-lines.ts";

export interface DescribeScenariosOptions {
  /** Names of scenarios; all of them by default. */
  readonly scenarios?: readonly string[];
  /** Names of variants; the quick ones of each scenario by default. */
  readonly variants?: readonly string[];
  /** 1 by default, so that two runs of a test suite do the same. */
  readonly seed?: number;
  /** Limit for the recovery of every publisher and subscriber, 30 000 by default. */
  readonly recoveryLimitMs?: number;
  /** `auto` by default: a redis-server on the PATH, else Docker. */
  readonly provider?: RunRequest["provider"];
  readonly redisUrl?: string;
  readonly link?: RunRequest["link"];
  /** Folder for the histories of the runs, `reports` by default. */
  readonly reports?: string;
}

const testTimeoutMs = 120_000;

/**
 * Defines one vitest test for each scenario variant. A test passes on the verdict `pass`, is skipped
 * with its reason where the scenario says nothing about this bus, and fails on `fail` and `unknown`.
 */
export function describeScenarios(bus: BusModule, options: DescribeScenariosOptions = {}): void {
  const chosen = chooseScenarios(options.scenarios);
  describe(`${bus.name} under faults`, () => {
    for (const scenario of chosen) {
      describe(scenario.name, () => {
        for (const variant of chooseVariants(scenario, options.variants)) {
          const title = `${variant.name}: ${variant.summary}`;
          const request = createRequest(bus, { scenario, variant }, options);
          // Most of a run is waiting, so variants go side by side unless they need the process.
          const settings = { timeout: testTimeoutMs, concurrent: !variant.exclusive };
          test(title, settings, (context) => expectPass(request, context));
        }
      });
    }
  });
}

async function expectPass(request: RunRequest, context: TestContext): Promise<void> {
  const [record] = await runScenarios(request, () => {}, context.signal);
  if (record?.kind === "not-applicable") context.skip(record.reason);
  expect(record, "the run was interrupted").toBeDefined();
  if (record?.kind !== "judged") return;
  expect(record.judgement.verdict, findingLines(record)).toBe("pass");
}

function chooseScenarios(names: readonly string[] | undefined): readonly Scenario[] {
  if (!names) return allScenarios;
  return names.map((name) => {
    const found = allScenarios.find((scenario) => scenario.name === name);
    if (found) return found;
    const known = allScenarios.map((scenario) => scenario.name).join(", ");
    throw new Error(`there is no scenario ${name}; there are ${known}`);
  });
}

function chooseVariants(
  { variants }: Scenario,
  names: readonly string[] | undefined,
): readonly Variant[] {
  return variants.filter(({ name, tier }) => (names ? names.includes(name) : tier === "quick"));
}

function createRequest(
  bus: BusModule,
  { scenario, variant }: { scenario: Scenario; variant: Variant },
  options: DescribeScenariosOptions,
): RunRequest {
  const { seed = 1, recoveryLimitMs = 30_000, provider = "auto", link = "auto" } = options;
  const { run } = planFolders({
    out: options.reports ?? "reports",
    scenarios: [scenario.name],
    bus: bus.name,
    seed,
    startedAt: wallTime(),
  });
  return {
    scenarios: [{ scenario, variants: [variant] }],
    bus,
    seed,
    repeat: 1,
    untilFail: false,
    provider,
    ...(options.redisUrl !== undefined && { redisUrl: options.redisUrl }),
    allowRemote: false,
    link,
    recoveryLimitMs,
    folder: run,
  };
}
