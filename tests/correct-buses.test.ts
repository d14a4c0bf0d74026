import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pubsubBus } from "../src/bus/pubsub/pubsub-bus.ts";
import { streamsBus } from "../src/bus/streams/streams-bus.ts";
import { judgeRun } from "../src/run/judge-run.ts";
import type { JudgedRun, RunRecord } from "../src/run/run-record.ts";
import { findingLines } from "../src/vitest/finding-lines.ts";
import { missingRedis } from "./support/bus-ground.ts";
import { requirement } from "./support/requirements.ts";
import { quickScenarios, runBus, runName } from "./support/run-bus.ts";

/** The reference buses, with what says nothing about them. */
const correct = [
  { bus: streamsBus, notApplicable: [] },
  { bus: pubsubBus, notApplicable: ["restart/control-off", "startup-race/from-start"] },
];

const recoveryLimitMs = 10_000;
const limitMs = 180_000;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-correct-buses-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { title, skip } = requirement("redis", "a correct bus", missingRedis);

describe.skipIf(skip)(title, () => {
  describe.each(correct)("$bus.name", ({ bus, notApplicable }) => {
    let records: readonly RunRecord[];
    beforeAll(async () => {
      records = await runBus(bus, {
        scenarios: quickScenarios(),
        recoveryLimitMs,
        folder: ({ scenario, variant }) => join(folder, `${bus.name}-${scenario}-${variant}`),
      });
    }, limitMs);

    const judged = (): readonly JudgedRun[] => records.filter((record) => record.kind === "judged");

    test("passes every scenario that applies to it", () => {
      const bad = judged().filter(({ judgement }) => judgement.verdict !== "pass");
      expect(bad.map((record) => `${runName(record.title)}: ${findingLines(record)}`)).toEqual([]);
    });

    test("is run through all of them", () => {
      const all = quickScenarios().flatMap(({ scenario, variants }) =>
        variants.map((variant) => `${scenario.name}/${variant.name}`),
      );
      const left = all.filter((name) => !notApplicable.includes(name));
      expect(judged().map((record) => runName(record.title))).toEqual(left);
    });

    test("is judged the same again from what is on disk", () => {
      for (const { directory, judgement } of judged()) {
        expect(judgeRun(join(directory, "history.jsonl")).judgement).toEqual(judgement);
      }
    });
  });
});
