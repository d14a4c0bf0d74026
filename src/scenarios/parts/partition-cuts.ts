import type { FaultStep } from "../../faults/fault-plan.ts";
import type { NetworkFault } from "../../link/contract/network-fault.ts";
import { steadyWorkload } from "../defaults.ts";
import type { Variant, Workload } from "../scenario.ts";

/** A way to disturb the network. */
export interface NetworkCut {
  readonly name: string;
  readonly summary: string;
  readonly tier: Variant["tier"];
  /** The role whose link is disturbed, such as `publisher-0`; every role by default. */
  readonly role?: string;
  readonly fault: NetworkFault;
  /** How long the fault lasts, in milliseconds, or `until-recovered`. */
  readonly holdMs: FaultStep["holdMs"];
  /** How often it is injected, one after the other; once by default. */
  readonly times?: number;
  /** `steadyWorkload` by default. */
  readonly workload?: Workload;
  /** Whether packets are dropped in a network namespace. Default false. */
  readonly dropsPackets?: boolean;
}

/**
 * A message every 100 ms. Between two messages the bus sends nothing but its own heartbeats. The odd 40 ms
 * let the fault strike there: after a multiple of 100 ms it would race with the XACK of a message.
 */
const idleWorkload: Workload = { ...steadyWorkload, ratePerSecond: 10, steadyMs: 1040 };
const untilRecovered = "until-recovered";
const everything = { direction: "both", scope: "all" } as const;
const halfOpen = { kind: "blackhole", direction: "both", scope: "existing" } as const;

export const networkCuts: readonly NetworkCut[] = [
  {
    name: "reset",
    summary: "live connections are reset by RST, three times",
    tier: "quick",
    fault: { kind: "cut", how: "rst" },
    holdMs: untilRecovered,
    times: 3,
  },
  {
    name: "close",
    summary: "live connections are closed by FIN, three times",
    tier: "thorough",
    fault: { kind: "cut", how: "fin" },
    holdMs: untilRecovered,
    times: 3,
  },
  {
    name: "refuse",
    summary: "connections are closed and refused for 1 s",
    tier: "quick",
    fault: { kind: "refuse" },
    holdMs: 1000,
  },
  {
    name: "half-open-publisher",
    summary: "the publisher's connections die without a word, under load",
    tier: "quick",
    role: "publisher-0",
    fault: halfOpen,
    holdMs: untilRecovered,
  },
  {
    name: "half-open-subscriber",
    summary: "the subscriber's connections die without a word, under load",
    tier: "quick",
    role: "subscriber-0",
    fault: halfOpen,
    holdMs: untilRecovered,
  },
  {
    name: "half-open-idle",
    summary: "every connection dies without a word while hardly anything is sent",
    tier: "quick",
    fault: halfOpen,
    holdMs: untilRecovered,
    workload: idleWorkload,
  },
  {
    name: "replies-lost",
    summary: "requests arrive and replies vanish for 1 s",
    tier: "quick",
    fault: { kind: "blackhole", direction: "to-client", scope: "all" },
    holdMs: 1000,
  },
  {
    name: "requests-lost",
    summary: "requests vanish for 1 s",
    tier: "thorough",
    fault: { kind: "blackhole", direction: "to-server", scope: "all" },
    holdMs: 1000,
  },
  {
    name: "blackhole",
    summary: "nothing passes for 3 s, not even a close",
    tier: "thorough",
    fault: { kind: "blackhole", ...everything },
    holdMs: 3000,
  },
  {
    name: "stall",
    summary: "everything is held back for 3 s and then flows on",
    tier: "thorough",
    fault: { kind: "stall", ...everything },
    holdMs: 3000,
  },
  {
    name: "flapping",
    summary: "the network goes and comes, five times",
    tier: "quick",
    fault: { kind: "refuse" },
    holdMs: 100,
    times: 5,
  },
  {
    name: "latency",
    summary: "every reply is 500 ms late for 1.5 s",
    tier: "quick",
    fault: { kind: "latency", direction: "to-client", delayMs: 500 },
    holdMs: 1500,
  },
  {
    name: "packet-drop",
    summary: "packets are dropped on the way for 3 s, so that no kernel acknowledges them",
    tier: "thorough",
    fault: { kind: "blackhole", ...everything },
    holdMs: 3000,
    dropsPackets: true,
  },
];
