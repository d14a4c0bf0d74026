import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { BusModule } from "../src/bus/contract.ts";
import { registeredBuses } from "../src/bus/registry.ts";
import { withDefaults } from "../src/history/guarantee-defaults.ts";
import { judgeRun } from "../src/run/judge-run.ts";
import type { ScenarioRequest } from "../src/run/plan/run-request.ts";
import type { JudgedRun, RunRecord } from "../src/run/run-record.ts";
import { findingLines } from "../src/vitest/finding-lines.ts";
import { requirement } from "./support/requirements.ts";
import { quickScenarios, runBus, runName } from "./support/run-bus.ts";
import { missingRedis } from "./support/test-bus.ts";

const recoveryLimitMs = 10_000;
const limitMs = 90_000 * registeredBuses.length;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-correct-buses-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the quick variants that apply to the guarantees of this bus, and those that do not. */
function quickRuns({ guarantees }: BusModule): { applicable: string[]; notApplicable: string[] } {
  const claims = withDefaults(guarantees);
  const runs = quickScenarios().flatMap(({ scenario, variants }) =>
    variants.map((variant) => ({
      name: `${scenario.name}/${variant.name}`,
      reason: scenario.notApplicable?.(claims) ?? variant.notApplicable?.(claims),
    })),
  );
  const named = (applies: boolean): string[] =>
    runs.filter(({ reason }) => (reason === undefined) === applies).map(({ name }) => name);
  return { applicable: named(true), notApplicable: named(false) };
}

test.each([
  [
    "streams",
    [
      "fan-out/one-group-calm",
      "fan-out/one-group-one-cut-off",
      "startup-race/one-group",
      "startup-race/one-group-cut-while-starting",
      "leak/one-group",
      "leak/one-group-reconnects",
    ],
  ],
  [
    "pubsub",
    [
      "restart/self-check",
      "fan-out/one-group-calm",
      "fan-out/one-group-one-cut-off",
      "startup-race/from-start",
      "startup-race/every-boundary-from-start",
      "startup-race/one-group",
      "startup-race/one-group-cut-while-starting",
      "leak/one-group",
      "leak/one-group-reconnects",
      "workers/shared",
      "consumer-crash/restarted",
      "poison/throws-once",
      "poison/outage",
      "shutdown/hand-over",
      "trim/pending-entries",
    ],
  ],
])("the bus %s is spared only the quick variants that do not apply to it", (name, expected) => {
  const bus = registeredBuses.find((each) => each.name === name);
  expect(bus && quickRuns(bus).notApplicable).toEqual(expected);
});

const { title, skip } = requirement("redis", "the registered buses", missingRedis);

function run(bus: BusModule, scenarios: readonly ScenarioRequest[]): Promise<RunRecord[]> {
  return runBus(bus, {
    scenarios,
    recoveryLimitMs,
    folder: ({ scenario, variant }) => join(folder, `${bus.name}-${scenario}-${variant}`),
  });
}

describe.skipIf(skip)(title, () => {
  const records: RunRecord[] = [];
  beforeAll(async () => {
    const shared = quickScenarios(({ exclusive }) => !exclusive);
    const exclusive = quickScenarios((variant) => variant.exclusive !== undefined);
    const sideBySide = await Promise.all(registeredBuses.map((bus) => run(bus, shared)));
    records.push(...sideBySide.flat());
    for (const bus of registeredBuses) records.push(...(await run(bus, exclusive)));
  }, limitMs);

  describe.each(registeredBuses)("$name", (bus) => {
    const judged = (): readonly JudgedRun[] =>
      records
        .filter((record) => record.kind === "judged")
        .filter((record) => record.title.bus === bus.name);

    test(`the bus ${bus.name} passes every quick variant that applies to it`, () => {
      const bad = judged().filter(({ judgement }) => judgement.verdict !== "pass");
      expect(bad.map((record) => `${runName(record.title)}: ${findingLines(record)}`)).toEqual([]);
    });

    test(`the bus ${bus.name} runs in every quick variant that applies to it`, () => {
      const names = judged().map((record) => runName(record.title));
      expect(names.toSorted()).toEqual(quickRuns(bus).applicable.toSorted());
    });

    test(`the history on disk gives each run of the bus ${bus.name} the same verdict again`, () => {
      for (const { directory, judgement } of judged()) {
        expect(judgeRun(join(directory, "history.jsonl")).judgement).toEqual(judgement);
      }
    });
  });
});
