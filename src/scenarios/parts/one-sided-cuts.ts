import type { FaultSpec } from "../../faults/fault-kinds.ts";
import { steadyWorkload } from "../defaults.ts";
import type { Variant, Workload } from "../scenario.ts";
import { drawLengthMs, drawMs, drawTarget, firstRoles, type StrikePlace } from "./drawn-moments.ts";
import type { NetworkCut } from "./partition-cuts.ts";

/** Time under load before the first fault. */
const beforeMs = 200;

type Side = keyof typeof firstRoles;

const repliesLostMs = 1000;
const repliesLost = { kind: "blackhole", direction: "to-client", scope: "all" } as const;

/** If the replies of both sides vanish, a second copy of the publisher can hide what the subscriber has lost. */
function repliesLostFor(side: Side, place: StrikePlace): NetworkCut {
  return {
    name: `replies-lost-${side}`,
    summary: `requests of the ${side} alone arrive, and their replies vanish, for 1 s`,
    tier: "thorough",
    plan: (random) => [
      {
        spec: { kind: "network", role: firstRoles[side], fault: repliesLost },
        afterMs: drawMs(random, beforeMs),
        target: drawTarget(random, place),
        holdMs: drawLengthMs(random, repliesLostMs),
      },
    ],
  };
}

/** 50 messages per second: a role that is away for 40 s has 2000 messages to work off. */
const longWorkload: Workload = { ...steadyWorkload, ratePerSecond: 50, steadyMs: 1000 };

function away(side: Side, seconds: number, tier: Variant["tier"]): NetworkCut {
  return {
    name: `${side}-away-${seconds}s`,
    summary: `the ${side} alone is refused for ${seconds} s, while messages are published`,
    tier,
    plan: (random) => [
      {
        spec: refusalOf(firstRoles[side]),
        afterMs: drawMs(random, beforeMs),
        holdMs: drawLengthMs(random, seconds * 1000),
      },
    ],
    workload: longWorkload,
  };
}

function refusalOf(role: string): FaultSpec {
  return { kind: "network", role, fault: { kind: "refuse" } };
}

const everyRole = "*";
const refusedMs = 700;

/** Faults of one side, and faults that follow each other. */
export const oneSidedCuts: readonly NetworkCut[] = [
  repliesLostFor("publisher", { purpose: "publish", position: "before-reply" }),
  repliesLostFor("subscriber", { purpose: "read", position: "before-reply" }),
  away("publisher", 5, "thorough"),
  away("subscriber", 5, "thorough"),
  away("publisher", 15, "named"),
  away("subscriber", 15, "named"),
  away("publisher", 40, "named"),
  away("subscriber", 40, "named"),
  {
    name: "refuse-twice",
    summary: "connections are refused for 0.7 s, and again as soon as they are back",
    tier: "thorough",
    plan: (random) =>
      [beforeMs, 0].map((fromMs, at) => ({
        spec: refusalOf(everyRole),
        afterMs: drawMs(random, fromMs),
        holdMs: drawLengthMs(random, refusedMs),
        ...(at > 0 && { afterRecovery: true }),
      })),
    faults: 2,
  },
  {
    name: "reset-again",
    summary: "connections are reset, and again at the first read and the first publish after it",
    tier: "thorough",
    plan: (random) => {
      const spec: FaultSpec = {
        kind: "network",
        role: everyRole,
        fault: { kind: "cut", how: "rst" },
      };
      // A reconnect takes some milliseconds, so the next read or publish is the first on a new connection.
      const again = (place: StrikePlace) => ({
        spec,
        afterMs: 0,
        target: { ...drawTarget(random, place), nth: 1 },
        holdMs: 1,
      });
      const position = random.integer(0, 1) === 0 ? "before-forwarding" : "before-reply";
      return [
        { spec, afterMs: drawMs(random, beforeMs), holdMs: 1 },
        again({ purpose: "read", position }),
        again({ purpose: "publish", position }),
      ];
    },
    faults: 3,
  },
];
