import { calmCheckers, faultCheckers, steadyWorkload } from "./defaults.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";

const subscribers = 10;
const cutOff = "subscriber-3";
const burstMessages = 20_000;

const fanOutWorkload: Workload = { ...steadyWorkload, groups: subscribers, messages: 200 };

/** Ten subscribers in ten groups: each must get every message, and each is judged by itself. */
export const fanOut: Scenario = {
  name: "fan-out",
  summary: "10 subscribers in 10 groups each get every message",
  variants: [calm(), oneCutOff(), burst()],
};

function calm(): Variant {
  return {
    name: "calm",
    summary: "200 messages to 10 groups, no fault",
    tier: "quick",
    workload: fanOutWorkload,
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: 100, faults: 0 },
  };
}

function oneCutOff(): Variant {
  const fault = { kind: "refuse" } as const;
  const spec = { kind: "network", role: cutOff, fault } as const;
  return {
    name: "one-cut-off",
    summary: `${cutOff} cannot connect for 1 s, the other nine go on`,
    tier: "quick",
    workload: { ...steadyWorkload, groups: subscribers },
    persistence: "everysec",
    plan: () => [{ spec, afterMs: 0, holdMs: 1000 }],
    checkers: faultCheckers,
    minimums: { acknowledged: 50, faults: 1 },
  };
}

function burst(): Variant {
  return {
    name: "burst",
    summary: "20 000 messages at once, no fault: nothing may be trimmed or dropped",
    tier: "quick",
    exclusive: true,
    workload: { ...steadyWorkload, ratePerSecond: "burst", messages: burstMessages },
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: burstMessages / 2, faults: 0 },
  };
}
