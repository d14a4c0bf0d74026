import { nowMs } from "../clock.ts";
import { calmCheckers } from "../scenarios/defaults.ts";
import type { Scenario, Variant, Workload } from "../scenarios/scenario.ts";
import type { Stage } from "../scenarios/stage.ts";
import {
  commandFaultsOf,
  isHandlerFault,
  killsRedis,
  type ExplorationFault,
} from "./exploration-fault.ts";
import { formatToken } from "./token.ts";

/** Few enough for a short run, and enough that most faults have messages before and after them. */
const messages = 10;

/** A single publisher and subscriber. The rate has no effect, because `steps` publishes each message. */
const workload: Workload = {
  publishers: 1,
  groups: 1,
  ratePerSecond: 1,
  messages,
  payloadBytes: 128,
  steadyMs: 0,
  from: "start",
  // Short, because a bus notices a dead connection only after the block time of the read on it.
  blockMs: 200,
};

const throwOnce = { kind: "throw-once", how: "rejection" } as const;

/** The name of the variant without faults. */
const faultFree = "fault-free";

/**
 * Returns the variant for one run of the exploration. Each run sends the same commands in the same order,
 * up to its first fault.
 */
export function explorationVariant(
  faults: readonly ExplorationFault[],
  recoveryLimitMs: number,
): Variant {
  const throwing = faults.filter(isHandlerFault);
  const commandFaults = commandFaultsOf(faults);
  return {
    name: faults.length === 0 ? faultFree : formatToken(faults),
    summary: "ten messages, each published after the one before was handled",
    tier: "named",
    workload,
    // A server that is killed must come back with what it had acknowledged.
    persistence: killsRedis(faults) ? "always" : "off",
    plan: () => [],
    needs: ["commands"],
    openAttempts: 3,
    commandFaults,
    handlers: () => throwing.map(({ message }) => ({ message, act: throwOnce })),
    checkers: [...calmCheckers, "resumption"],
    // A fault can strike before the first message is acknowledged. Its own evidence shows that it struck.
    minimums: {
      acknowledged: faults.length === 0 ? messages : 0,
      faults: commandFaults.length,
      failedHandlers: throwing.length,
    },
    steps: (stage) => publishOneByOne(stage, recoveryLimitMs),
  };
}

export const explorationScenario: Scenario = {
  name: "explore",
  summary: "a fault at every command of a small run",
  variants: [],
};

/** Publishes each message after the one before was handled, so that the commands come in the same order. */
async function publishOneByOne(stage: Stage, recoveryLimitMs: number): Promise<void> {
  const worker = { role: "subscriber-0", group: "group-0", from: "start" } as const;
  stage.supervise(worker);
  await stage.openSubscriber(worker);
  // Messages published before the subscribe must not come in the same read as the first message.
  await stage.acknowledged();
  // Limits all waits together, so that a bus which never recovers does not use up ten limits.
  const endMs = nowMs() + recoveriesPerRun * recoveryLimitMs;
  for (let sent = 0; sent < messages; sent++) {
    await stage.exchange(Math.min(recoveryLimitMs, Math.max(leastWaitMs, endMs - nowMs())));
  }
}

/** Recovery limits that all waits of a run may take together. */
const recoveriesPerRun = 2;
/** A healthy exchange takes a few milliseconds, so it still succeeds after the waits are used up. */
const leastWaitMs = 100;
