import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { findBus } from "../src/bus/registry.ts";
import { explain } from "../src/explain/explain.ts";
import { explanationSchema, type Explanation } from "../src/explain/explanation.ts";
import { findMessages } from "../src/explain/find-message.ts";
import { renderExplanation } from "../src/report/views/explanation-page.ts";
import { readIndexed } from "../src/run/judge-run.ts";
import type { JudgedRun } from "../src/run/run-record.ts";
import { requirement } from "./support/requirements.ts";
import { findVariant, runBus } from "./support/run-bus.ts";
import { missingRedis } from "./support/test-bus.ts";

const { title, skip } = requirement(
  "redis",
  "the explanation of a message of a real run",
  missingRedis,
);
const folder = mkdtempSync(join(tmpdir(), "bus-chaos-explain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function runCalm(busName: string): Promise<JudgedRun> {
  const bus = await findBus(busName);
  const [record] = await runBus(bus, {
    scenarios: [findVariant("fan-out/calm")],
    recoveryLimitMs: 4_000,
    folder: ({ scenario, variant }) => join(folder, bus.name, `${scenario}-${variant}`),
  });
  if (record?.kind !== "judged") throw new Error("there was nothing to judge");
  return record;
}

function explainIn({ directory }: JudgedRun, wanted: string): Explanation {
  const history = readIndexed(join(directory, "history.jsonl"));
  const [message] = findMessages(history, wanted);
  if (!message) throw new Error(`there is no ${wanted}`);
  return explanationSchema.parse(explain(history, message, directory));
}

describe.skipIf(skip)(title, () => {
  test("the explanation of a message on the streams bus ends with every group that handled it", async () => {
    const record = await runCalm("streams");
    const explanation = explainIn(record, "publisher-0/17");
    expect(explanation.groups).toHaveLength(10);
    for (const { owed, fate, verdict } of explanation.groups) {
      expect({ owed, fate, verdict }).toEqual({ owed: true, fate: "handled", verdict: "pass" });
    }
    const { id, streamIds } = explanation.message;
    expect(explanation.stream).toMatchObject({ state: "stored", entries: [id] });
    expect(streamIds).toEqual([id]);
    expect(explanation.deliveries).toHaveLength(10);
    expect(renderExplanation(explanation)).toContain("acknowledged; handled by 10 groups");
    expect(explainIn(record, id ?? "")).toEqual(explanation);
  });

  test("the explanation of a message ends with the groups that lost it if subscribers share one group", async () => {
    const record = await runCalm(join(import.meta.dirname, "../src/zoo/shares-one-group.ts"));
    const lost = record.judgement.findings.find(({ kind }) => kind === "lost");
    const { groups } = explainIn(record, lost?.messages[0] ?? "");
    const lostFor = groups.filter(({ fate, verdict }) => fate === "lost" && verdict === "fail");
    expect(lostFor).toHaveLength(9);
    expect(lostFor[0]?.reason).toContain("never delivered");
  });
});
