import { everyRole } from "../../faults/contract/fault-definition.ts";
import type { FaultStep } from "../../faults/fault-plan.ts";
import type { NetworkFault } from "../../link/contract/network-fault.ts";
import type { Random } from "../../random.ts";
import { steadyWorkload } from "../defaults.ts";
import type { Variant, Workload } from "../scenario.ts";
import {
  drawLengthMs,
  drawMoment,
  drawMs,
  drawTarget,
  firstRoles,
  shuffledPlaces,
  shuffledPurposes,
  type MomentOptions,
  type StrikePlace,
} from "./drawn-moments.ts";

/** A way to disturb the network. */
export interface NetworkCut {
  readonly name: string;
  readonly summary: string;
  readonly tier: Variant["tier"];
  /** The faults, in order. The seed decides their moments, targets and lengths. */
  readonly plan: Variant["plan"];
  /** The number of the faults; 1 by default. */
  readonly faults?: number;
  /** `steadyWorkload` by default. */
  readonly workload?: Workload;
  /** Whether packets are dropped in a network namespace. Default false. */
  readonly dropsPackets?: boolean;
}

/** A message every 100 ms. Between two messages the bus sends nothing but its own heartbeats. */
const idleWorkload: Workload = { ...steadyWorkload, ratePerSecond: 10, steadyMs: 1000 };
/**
 * Time under load before a fault that strikes between two messages of the idle workload: 30 to 70 ms after
 * a message. Earlier it would race with the XACK of that message.
 */
const betweenMessages = { fromMs: 230, overMs: 40 } as const;

/** Time under load between two faults, and before the first. */
const betweenMs = 200;
const untilRecovered = "until-recovered";
const everything = { direction: "both", scope: "all" } as const;
const halfOpen = { kind: "blackhole", direction: "both", scope: "existing" } as const;
const repliesLost = { kind: "blackhole", direction: "to-client", scope: "all" } as const;

const isOfPublisher = ({ purpose }: StrikePlace): boolean => purpose === "publish";
const isOfSubscriber = (place: StrikePlace): boolean => !isOfPublisher(place);
const isBeforeForwarding = ({ position }: StrikePlace): boolean => position === "before-forwarding";

interface SingleFault extends Pick<MomentOptions, "wanted"> {
  readonly fault: NetworkFault;
  /** The role whose link is disturbed; every role by default. */
  readonly role?: string;
  /** About how long the fault lasts, in milliseconds, or `until-recovered`. */
  readonly holdMs: FaultStep["holdMs"];
}

/** Returns the plan of one fault that strikes at any place. */
function once({ fault, role = everyRole, holdMs, wanted }: SingleFault): Variant["plan"] {
  return (random) => [
    {
      spec: { kind: "network", role, fault },
      ...drawMoment(random, { fromMs: betweenMs, ...(wanted && { wanted }) }),
      holdMs: holdMs === untilRecovered ? holdMs : drawLengthMs(random, holdMs),
    },
  ];
}

/** Returns the plan of one fault that strikes at a drawn time, whatever is on its way. */
function atSomeTime({ fault, holdMs }: Pick<SingleFault, "fault" | "holdMs">): Variant["plan"] {
  return (random) => [
    {
      spec: { kind: "network", role: everyRole, fault },
      afterMs: drawMs(random, betweenMs),
      holdMs: holdMs === untilRecovered ? holdMs : drawLengthMs(random, holdMs),
    },
  ];
}

/** Cuts at a publish, at a read and at an acknowledgement, in the order of the seed. */
function cutThreeTimes(how: "rst" | "fin"): Variant["plan"] {
  return (random) =>
    shuffledPurposes(random).map((place) => ({
      spec: { kind: "network", role: everyRole, fault: { kind: "cut", how } },
      afterMs: drawMs(random, betweenMs),
      target: drawTarget(random, place),
      holdMs: untilRecovered,
    }));
}

/** About how long the replies of a single role are lost. */
const shortlyMs = 250;
const repliesLostMs = 1000;

/**
 * Loses the reply to a publish, to a read and to an acknowledgement, so that each of them is the first
 * once. Two of them are lost for their role alone: if both sides lost replies, a second copy of the
 * publisher could hide what the subscriber lost. The last one is lost for every role.
 */
function loseReplies(random: Random): readonly FaultStep[] {
  const places = shuffledPurposes(random).map(({ purpose }) => ({
    purpose,
    position: "before-reply" as const,
  }));
  return places.map((place, at) => {
    const isLast = at === places.length - 1;
    const role = isOfPublisher(place) ? firstRoles.publisher : firstRoles.subscriber;
    return {
      spec: { kind: "network", role: isLast ? everyRole : role, fault: repliesLost },
      afterMs: drawMs(random, betweenMs),
      target: drawTarget(random, place),
      holdMs: drawLengthMs(random, isLast ? repliesLostMs : shortlyMs),
      ...(at > 0 && { afterRecovery: true }),
    };
  });
}

const flaps = 5;
const flapMs = 100;

/**
 * Strikes at five of the six places, in the order of the seed. A read that never reaches Redis costs
 * nothing, so it is left out.
 */
function flap(random: Random): readonly FaultStep[] {
  const places = shuffledPlaces(random).filter(
    (place) => !(place.purpose === "read" && isBeforeForwarding(place)),
  );
  return places.slice(0, flaps).map((place) => ({
    spec: { kind: "network", role: everyRole, fault: { kind: "refuse" } },
    afterMs: drawMs(random, betweenMs),
    target: drawTarget(random, place),
    holdMs: drawLengthMs(random, flapMs),
  }));
}

export const networkCuts: readonly NetworkCut[] = [
  {
    name: "reset",
    summary: "live connections are reset by RST, three times",
    tier: "quick",
    plan: cutThreeTimes("rst"),
    faults: 3,
  },
  {
    name: "close",
    summary: "live connections are closed by FIN, three times",
    tier: "thorough",
    plan: cutThreeTimes("fin"),
    faults: 3,
  },
  {
    name: "refuse",
    summary: "connections are closed and refused for 1 s",
    tier: "quick",
    plan: once({ fault: { kind: "refuse" }, holdMs: 1000 }),
  },
  {
    name: "half-open-publisher",
    summary: "the publisher's connections die without a word, under load",
    tier: "quick",
    plan: once({
      fault: halfOpen,
      role: firstRoles.publisher,
      holdMs: untilRecovered,
      wanted: isOfPublisher,
    }),
  },
  {
    name: "half-open-subscriber",
    summary: "the subscriber's connections die without a word, under load",
    tier: "quick",
    plan: once({
      fault: halfOpen,
      role: firstRoles.subscriber,
      holdMs: untilRecovered,
      wanted: isOfSubscriber,
    }),
  },
  {
    name: "half-open-idle",
    summary: "every connection dies without a word while hardly anything is sent",
    tier: "quick",
    plan: (random) => [
      {
        spec: { kind: "network", role: everyRole, fault: halfOpen },
        afterMs: drawMs(random, betweenMessages.fromMs, betweenMessages.overMs),
        holdMs: untilRecovered,
      },
    ],
    workload: idleWorkload,
  },
  {
    name: "replies-lost",
    summary: "requests arrive and replies vanish: shortly for one role, for 1 s for all",
    tier: "quick",
    plan: loseReplies,
    faults: 3,
  },
  {
    name: "requests-lost",
    summary: "requests vanish for 1 s",
    tier: "thorough",
    plan: once({
      fault: { kind: "blackhole", direction: "to-server", scope: "all" },
      holdMs: 1000,
      wanted: isBeforeForwarding,
    }),
  },
  {
    name: "blackhole",
    summary: "nothing passes for 3 s, not even a close",
    tier: "thorough",
    plan: once({ fault: { kind: "blackhole", ...everything }, holdMs: 3000 }),
  },
  {
    name: "stall",
    summary: "everything is held back for 3 s and then flows on",
    tier: "thorough",
    plan: once({ fault: { kind: "stall", ...everything }, holdMs: 3000 }),
  },
  {
    name: "flapping",
    summary: "the network goes and comes, five times",
    tier: "quick",
    plan: flap,
    faults: flaps,
  },
  {
    name: "latency",
    summary: "every reply is 500 ms late for 1.5 s",
    tier: "quick",
    plan: atSomeTime({
      fault: { kind: "latency", direction: "to-client", delayMs: 500 },
      holdMs: 1500,
    }),
  },
  {
    name: "packet-drop",
    summary: "packets are dropped on the way for 3 s, so that no kernel acknowledges them",
    tier: "thorough",
    plan: atSomeTime({ fault: { kind: "blackhole", ...everything }, holdMs: 3000 }),
    dropsPackets: true,
  },
];
