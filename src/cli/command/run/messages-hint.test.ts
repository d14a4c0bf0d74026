import { expect, test } from "vitest";

import type { RunRequest } from "../../../run/plan/run-request.ts";
import { selectScenarios } from "../../../run/plan/select-scenarios.ts";
import { loadScenarios } from "../catalogue.ts";
import { messagesHint } from "./messages-hint.ts";

async function selected(scenario: string, variant?: string): Promise<RunRequest["scenarios"]> {
  return selectScenarios(await loadScenarios(), {
    scenarios: [scenario],
    all: false,
    thorough: false,
    variants: variant === undefined ? [] : [variant],
  });
}

test("--messages is the least number in a scenario with faults, and the user is told so", async () => {
  const scenarios = [...(await selected("restart")), ...(await selected("partition"))];
  expect(messagesHint({ messages: 5, scenarios })).toBe(
    "--messages 5 is the least number in restart, partition: the load goes on until the bus has recovered",
  );
});

test("--messages is the whole number in a run without faults", async () => {
  const scenarios = await selected("fan-out", "calm");
  expect(messagesHint({ messages: 5, scenarios })).toBeUndefined();
});

test("nothing is said about --messages if it is not given", async () => {
  expect(messagesHint({ scenarios: await selected("restart") })).toBeUndefined();
});
