import { expect, test } from "vitest";

import type { FaultStep } from "../../faults/fault-plan.ts";
import { steadyWorkload } from "../../scenarios/defaults.ts";
import type { Stage } from "../../scenarios/stage.ts";
import { runStandardSteps } from "./standard-steps.ts";

const killed: FaultStep = {
  spec: { kind: "kill-redis", signal: "SIGTERM" },
  afterMs: 100,
  holdMs: 1000,
};
const reset: FaultStep = {
  spec: { kind: "network", role: "*", fault: { kind: "cut", how: "rst" } },
  afterMs: 200,
  holdMs: "until-recovered",
};

/** Returns a stage that does nothing and notes its calls in their order. */
function recordingStage({ recovers = true } = {}) {
  const calls: string[] = [];
  const topics: (string | undefined)[] = [];
  const stage: Partial<Stage> = {
    async openSubscriber({ role, topic, group, from, consumer }) {
      const name = consumer === undefined ? "" : ` as ${consumer}`;
      topics.push(topic);
      calls.push(`open ${role} in ${group} from ${from}${name}`);
      return { close: async () => {} };
    },
    async ready() {
      calls.push("ready?");
      return true;
    },
    startLoad: () => void calls.push("start load"),
    endLoad: async () => void calls.push("end load"),
    steady: async (ms) => void calls.push(`steady ${ms}`),
    pause: async (ms) => void calls.push(`pause ${ms}`),
    async recovered() {
      calls.push("recovered?");
      return recovers;
    },
    async inject({ kind }, { afterMs } = { afterMs: 0 }) {
      calls.push(`inject ${kind} after ${afterMs}`);
      return async () => void calls.push(`heal ${kind}`);
    },
  };
  return { stage: stage as Stage, calls, topics };
}

const opened = "open subscriber-0 in group-0 from start";

test("the standard steps open the subscribers, wait until they are ready, start the load, and hold and heal each fault in turn", async () => {
  const { stage, calls } = recordingStage();
  await runStandardSteps(stage, steadyWorkload, [killed, reset]);
  expect(calls).toEqual([
    opened,
    "ready?",
    "start load",
    "steady 500",
    "inject kill-redis after 100",
    "pause 1000",
    "heal kill-redis",
    "inject network after 200",
    "recovered?",
    "heal network",
    "end load",
  ]);
});

test("the standard steps have no steady phase if the plan has no fault", async () => {
  const { stage, calls } = recordingStage();
  await runStandardSteps(stage, { ...steadyWorkload, groups: 2 }, []);
  expect(calls).toEqual([
    opened,
    "open subscriber-1 in group-1 from start",
    "ready?",
    "start load",
    "end load",
  ]);
});

test("the standard steps end without a heal if the system does not recover from a fault", async () => {
  const { stage, calls } = recordingStage({ recovers: false });
  await runStandardSteps(stage, steadyWorkload, [reset, killed]);
  expect(calls.slice(-2)).toEqual(["inject network after 200", "recovered?"]);
});

test("the standard steps give the subscribers of one group names of their own", async () => {
  const { stage, calls } = recordingStage();
  await runStandardSteps(stage, { ...steadyWorkload, workersPerGroup: 2 }, []);
  expect(calls.slice(0, 2)).toEqual([
    "open subscriber-0 in group-0 from start as group-0-consumer-0",
    "open subscriber-1 in group-0 from start as group-0-consumer-1",
  ]);
});

test("the standard steps let each subscriber subscribe to every topic on its bus", async () => {
  const { stage, calls, topics } = recordingStage();
  await runStandardSteps(stage, { ...steadyWorkload, topics: ["orders", "orders.eu"] }, []);
  expect(calls.slice(0, 3)).toEqual([opened, opened, "ready?"]);
  expect(topics).toEqual(["orders", "orders.eu"]);
});
