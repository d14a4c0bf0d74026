import { nowMs } from "../clock.ts";
import type { CommandFault } from "../link/contract/command-point.ts";
import { calmCheckers } from "../scenarios/defaults.ts";
import type { Scenario, Variant, Workload } from "../scenarios/scenario.ts";
import type { Stage } from "../scenarios/stage.ts";
import { formatToken } from "./token.ts";

/** So few that a run is short, so many that there is something before and after every fault. */
const messages = 10;

/** One publisher, one subscriber; the pace is set by the course. */
const workload: Workload = {
  publishers: 1,
  groups: 1,
  ratePerSecond: 1,
  messages,
  payloadBytes: 128,
  steadyMs: 0,
  from: "start",
  // A dead connection is noticed only when the read on it should have come back.
  blockMs: 200,
};

/** The fault-free run. */
const faultFree = "fault-free";

/** One run of the exploration: the same commands every time, up to where the faults strike. */
export function explorationVariant(
  faults: readonly CommandFault[],
  recoveryLimitMs: number,
): Variant {
  return {
    name: faults.length === 0 ? faultFree : formatToken(faults),
    summary: "ten messages one after the other, each waited for",
    tier: "named",
    workload,
    persistence: "off",
    plan: () => [],
    needs: ["commands"],
    openAttempts: 3,
    commandFaults: faults,
    checkers: [...calmCheckers, "resumption"],
    // A fault can strike before anything was acknowledged; that it struck is shown by its evidence.
    minimums: { acknowledged: faults.length === 0 ? messages : 0, faults: faults.length },
    steps: (stage) => lockStep(stage, recoveryLimitMs),
  };
}

export const explorationScenario: Scenario = {
  name: "explore",
  summary: "a fault at every command of a small run",
  variants: [],
};

/** Each message is published when the one before has been handled, so the commands come in order. */
async function lockStep(stage: Stage, recoveryLimitMs: number): Promise<void> {
  await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
  // What was published before must not come in the same read as the first message.
  await stage.acknowledged();
  // All waits together: a bus that is deaf for good shall not be waited for ten times over.
  const endMs = nowMs() + patience * recoveryLimitMs;
  for (let sent = 0; sent < messages; sent++) {
    await stage.exchange(Math.min(recoveryLimitMs, Math.max(leastWaitMs, endMs - nowMs())));
  }
}

const patience = 2;
const leastWaitMs = 100;
