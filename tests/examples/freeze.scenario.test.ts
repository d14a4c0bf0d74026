import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { registeredBuses } from "../../src/bus/registry.ts";
import { requirement } from "../support/requirements.ts";
import { runBus } from "../support/run-bus.ts";
import { missingRedis } from "../support/test-bus.ts";
import { freeze } from "./freeze.ts";

const folder = mkdtempSync(join(tmpdir(), "bus-chaos-freeze-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { title, skip } = requirement(
  "redis",
  "the scenario of docs/writing-a-scenario.md",
  missingRedis,
);

describe.skipIf(skip)(title, () => {
  test.each(registeredBuses)("the bus $name passes the scenario freeze", async (bus) => {
    const [record] = await runBus(bus, {
      scenarios: [{ scenario: freeze, variants: freeze.variants }],
      recoveryLimitMs: 10_000,
      folder: () => join(folder, bus.name),
    });
    expect(record).toMatchObject({ kind: "judged", judgement: { verdict: "pass" } });
  });
});
