import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { requirement } from "../../../tests/support/requirements.ts";
import { findVariant, runBus } from "../../../tests/support/run-bus.ts";
import { missingRedis } from "../../../tests/support/test-bus.ts";
import type { BusModule } from "../../bus/contract.ts";
import { bus as doesNothing } from "../../zoo/does-nothing.ts";
import { bus as subscribesInTheBackground } from "../../zoo/subscribes-in-the-background.ts";

const folder = mkdtempSync(join(tmpdir(), "bus-chaos-readiness-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function judgementOf(bus: BusModule, variant: string) {
  const [record] = await runBus(bus, {
    scenarios: [findVariant(variant)],
    recoveryLimitMs: 2000,
    folder: () => join(folder, `${bus.name}-${variant.replace("/", "-")}`),
  });
  if (record?.kind !== "judged") throw new Error(`the run was not judged: ${record?.kind}`);
  const { verdict, findings } = record.judgement;
  return { verdict, failing: findings.filter((each) => each.verdict === "fail") };
}

const { title, skip } = requirement("redis", "the load begins when the groups hear", missingRedis);

describe.skipIf(skip)(title, () => {
  test.each(["fan-out/calm", "restart/sigterm-1s"])(
    "a bus that subscribes in the background passes %s",
    async (variant) => {
      const judgement = await judgementOf(subscribesInTheBackground, variant);
      expect(judgement).toEqual({ verdict: "pass", failing: [] });
    },
  );

  test("a bus that subscribes in the background loses messages in startup-race/from-new", async () => {
    const { failing } = await judgementOf(subscribesInTheBackground, "startup-race/from-new");
    expect(failing.map(({ kind }) => kind)).toEqual(["lost"]);
  });

  test("a bus that delivers nothing does not pass, although no group handled a canary", async () => {
    expect((await judgementOf(doesNothing, "fan-out/calm")).verdict).not.toBe("pass");
  });
});
