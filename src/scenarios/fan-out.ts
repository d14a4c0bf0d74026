import { calmCheckers, faultCheckers, steadyWorkload } from "./defaults.ts";
import { drawLengthMs, drawMoment, firstRoles, type StrikePlace } from "./parts/drawn-moments.ts";
import type { Scenario, Variant, Workload } from "./scenario.ts";

const subscribers = 10;
const burstMessages = 20_000;
/** Several times the pauses that a bus makes on a busy machine, so that groups that wait for the one cut off show. */
const cutOffMs = 2000;

const fanOutWorkload: Workload = { ...steadyWorkload, groups: subscribers, messages: 200 };

/** Ten subscribers in ten groups: each must get every message, and each is judged by itself. */
export const fanOut: Scenario = {
  name: "fan-out",
  summary: "10 subscribers in 10 groups each get every message",
  variants: [
    calm(),
    oneCutOff(),
    burst(),
    shareAQueue(calm(), "200 messages to 10 subscribers that share a queue, no fault"),
    shareAQueue(oneCutOff(), "one of 10 subscribers that share a queue cannot connect for 2 s"),
  ],
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
  return {
    name: "one-cut-off",
    summary: "a subscriber cannot connect for 2 s, the other nine go on",
    tier: "quick",
    // Half of the usual rate, because ten groups get each message for some seconds.
    workload: { ...steadyWorkload, groups: subscribers, ratePerSecond: 100 },
    persistence: "everysec",
    plan(random, { groups, workersPerGroup = 1 }) {
      const role = `subscriber-${random.integer(0, groups * workersPerGroup - 1)}`;
      const roles = { ...firstRoles, subscriber: role };
      const wanted = ({ purpose }: StrikePlace): boolean => purpose !== "publish";
      const moment = drawMoment(random, { fromMs: 0, roles, wanted });
      return [
        {
          spec: { kind: "network", role, fault },
          ...moment,
          holdMs: drawLengthMs(random, cutOffMs),
        },
      ];
    },
    checkers: faultCheckers,
    minimums: { acknowledged: 50, faults: 1 },
  };
}

function burst(): Variant {
  return {
    name: "burst",
    summary: "20 000 messages at once, no fault: nothing may be trimmed or dropped",
    tier: "quick",
    exclusive: "fills-a-core",
    workload: { ...steadyWorkload, ratePerSecond: "burst", messages: burstMessages },
    persistence: "everysec",
    plan: () => [],
    checkers: calmCheckers,
    minimums: { acknowledged: burstMessages / 2, faults: 0 },
  };
}

/** Returns the variant for a bus without groups: all subscribers share one queue, and each message is for one of them. */
function shareAQueue(variant: Variant, summary: string): Variant {
  return {
    ...variant,
    name: `one-group-${variant.name}`,
    summary,
    workload: { ...variant.workload, groups: 1, workersPerGroup: subscribers },
    notApplicable: ({ groups }) =>
      groups ? "the bus has groups, so the variants with ten groups show more" : undefined,
  };
}
