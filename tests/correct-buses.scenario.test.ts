import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { BusModule } from "../src/bus/contract.ts";
import { pubsubBus } from "../src/bus/pubsub/pubsub-bus.ts";
import { streamsBus } from "../src/bus/streams/streams-bus.ts";
import { judgeRun } from "../src/run/judge-run.ts";
import type { ScenarioRequest } from "../src/run/plan/run-request.ts";
import type { JudgedRun, RunRecord } from "../src/run/run-record.ts";
import { findingLines } from "../src/vitest/finding-lines.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";
import { quickScenarios, runBus, runName } from "./support/run-bus.ts";

/** The reference buses, with what says nothing about them. */
const correct = [
  { bus: streamsBus, notApplicable: ["leak/one-group", "leak/one-group-reconnects"] },
  {
    bus: pubsubBus,
    notApplicable: [
      "restart/control-off",
      "startup-race/from-start",
      "startup-race/every-boundary-from-start",
      "leak/one-group",
      "leak/one-group-reconnects",
    ],
  },
];

const recoveryLimitMs = 10_000;
const limitMs = 180_000;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-correct-buses-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { title, skip } = requirement("redis", "a correct bus", missingRedis);

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
    const exclusive = quickScenarios((variant) => variant.exclusive === true);
    const sideBySide = await Promise.all(correct.map(({ bus }) => run(bus, shared)));
    records.push(...sideBySide.flat());
    for (const { bus } of correct) records.push(...(await run(bus, exclusive)));
  }, limitMs);

  describe.each(correct)("$bus.name", ({ bus, notApplicable }) => {
    const judged = (): readonly JudgedRun[] =>
      records
        .filter((record) => record.kind === "judged")
        .filter((record) => record.title.bus === bus.name);

    test("passes every scenario that applies to it", () => {
      const bad = judged().filter(({ judgement }) => judgement.verdict !== "pass");
      expect(bad.map((record) => `${runName(record.title)}: ${findingLines(record)}`)).toEqual([]);
    });

    test("is run through all of them", () => {
      const all = quickScenarios().flatMap(({ scenario, variants }) =>
        variants.map((variant) => `${scenario.name}/${variant.name}`),
      );
      const left = all.filter((name) => !notApplicable.includes(name));
      expect(
        judged()
          .map((record) => runName(record.title))
          .toSorted(),
      ).toEqual(left.toSorted());
    });

    test("is judged the same again from what is on disk", () => {
      for (const { directory, judgement } of judged()) {
        expect(judgeRun(join(directory, "history.jsonl")).judgement).toEqual(judgement);
      }
    });
  });
});
