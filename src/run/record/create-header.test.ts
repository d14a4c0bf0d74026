import { expect, test } from "vitest";

import { steadyWorkload } from "../../scenarios/defaults.ts";
import type { PreparedRun } from "../plan/prepared-run.ts";
import { createHeader } from "./create-header.ts";

const minimums = { acknowledged: 50, faults: 1 };
const environment = { redisVersion: "7.0.15", provider: "process", link: "embedded" };
const guarantees = {
  delivery: "at-least-once",
  ordering: "none",
  deduplicates: false,
  replaysFromStart: true,
  groups: true,
  sharesWork: true,
  confirmsPublish: true,
  durableOutbox: false,
  redeliversWithinMs: 0,
  reclaimsWithinMs: 0,
  anyTopicName: true,
  retries: { maxAttempts: 0 },
  deadLetters: false,
} as const;

function headerOf(variant: object, bus: object = {}) {
  const run = {
    recoveryLimitMs: 4000,
    bus: { guarantees, ...bus },
    variant: { checkers: ["delivery"], minimums, workload: steadyWorkload, ...variant },
    title: { scenario: "restart", variant: "sigterm-1s", bus: "streams", seed: 7, repetition: 2 },
  };
  return createHeader(run as unknown as PreparedRun, environment, true);
}

test("createHeader writes everything that the judge must know of a run", () => {
  const { runId, ...rest } = headerOf({}, { streamKey: () => "key" });
  expect(runId).toMatch(/^[0-9a-f]{8}$/u);
  expect(rest).toEqual({
    schemaVersion: 2,
    scenario: "restart",
    variant: "sigterm-1s",
    bus: "streams",
    guarantees,
    seed: 7,
    repetition: 2,
    environment,
    recoveryLimitMs: 4000,
    steadyForLimits: 1.2,
    hasStreamAudit: true,
    hasCommands: true,
    checkers: ["delivery"],
    minimums,
  });
});

test("createHeader marks a control, and a bus that names no stream as not audited", () => {
  expect(headerOf({ control: "lost" })).toMatchObject({ control: "lost", hasStreamAudit: false });
});

test("createHeader gives each run its own id", () => {
  expect(headerOf({}).runId).not.toBe(headerOf({}).runId);
});
