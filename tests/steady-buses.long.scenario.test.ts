import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { RunTitle } from "../src/run/plan/run-title.ts";
import type { RunRecord } from "../src/run/run-record.ts";
import { findingLines } from "../src/vitest/finding-lines.ts";
import { requirement } from "./support/requirements.ts";
import { findVariant, runBus, runName } from "./support/run-bus.ts";
import { committingBus, pollingBus } from "./support/steady-buses.ts";
import { missingRedis } from "./support/test-bus.ts";

const { title, skip } = requirement("redis", "slow, but steady buses", missingRedis);
const limitMs = 180_000;
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-steady-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const buses = [pollingBus(1000), pollingBus(2000), committingBus(700)];
const runs = ["restart/sigterm-1s", "restart/self-check", "partition/reset"];

/** They are measured by their own rhythm, and not by the 250 ms that are enough for a bus without one. */
describe.skipIf(skip)(title, () => {
  const records = new Map<string, readonly RunRecord[]>();
  // They mostly wait, so they go side by side.
  beforeAll(async () => {
    await Promise.all(
      buses.map(async (bus) => {
        const options = { scenarios: runs.map(findVariant), recoveryLimitMs: 15_000 };
        const folderOf = ({ scenario, variant }: RunTitle): string =>
          join(folder, `${bus.name}-${scenario}-${variant}`);
        records.set(bus.name, await runBus(bus, { ...options, folder: folderOf }));
      }),
    );
  }, limitMs);

  test.each(buses)("the bus $name passes", ({ name }) => {
    const judged = records.get(name)?.filter((record) => record.kind === "judged") ?? [];
    const bad = judged.filter(({ judgement }) => judgement.verdict !== "pass");
    expect(judged.map((record) => runName(record.title)).toSorted()).toEqual(runs.toSorted());
    expect(bad.map((record) => `${runName(record.title)}: ${findingLines(record)}`)).toEqual([]);
  });
});
