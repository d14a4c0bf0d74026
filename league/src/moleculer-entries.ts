import {
  groupNeverComesBack,
  neverNoticesSilence,
  noticedCuts,
  slowLoad,
  waitsAtClose,
} from "./common-expectations.ts";
import type { LeagueEntry } from "./entry.ts";

const silence = neverNoticesSilence({ subscriber: ["stranded", "lost", "unacknowledged"] });

/** The libraries of Moleculer. */
export const moleculerEntries: readonly LeagueEntry[] = [
  {
    name: "moleculer-channels",
    library: "@moleculer/channels",
    load: {
      ...slowLoad,
      because:
        "it handles a message at a time and waits for 10 ms after each, so 200 a second are too many",
    },
    skipped: {
      scenarios: ["fan-out"],
      because: "its burst of 20 000 messages would take minutes, as each takes 10 ms",
    },
    expected: [
      ...silence,
      groupNeverComesBack,
      {
        runs: ["restart/sig*", ...noticedCuts, "startup-race/cut-while-starting"],
        verdict: "either",
        kinds: ["lost", "unacknowledged"],
        because:
          "an entry whose reply or XACK was lost stays pending for an hour, the default of minIdleTime",
      },
    ],
  },
  {
    name: "moleculer-channels-advised",
    library: "@moleculer/channels",
    settings: "as its documents advise",
    load: {
      ...slowLoad,
      because:
        "it acknowledges ten messages one after the other before it reads again, so a busy machine cannot handle 200 a second",
    },
    expected: [
      ...silence,
      groupNeverComesBack,
      waitsAtClose("a service that stops waits for XGROUP DELCONSUMER, also without a connection"),
      {
        runs: ["poison/outage"],
        verdict: "fail",
        kinds: ["lost"],
        because:
          "a service that stops deletes its consumer with XGROUP DELCONSUMER, and the entries that are pending for it go with it",
      },
      {
        runs: ["error-replies/loading"],
        verdict: "fail",
        kinds: ["crashed", "hung", "leak"],
        because:
          "a command that gets this error is an unhandled rejection, and the service never stops after it",
      },
    ],
  },
  {
    name: "moleculer-transporter",
    library: "moleculer",
    skipped: {
      scenarios: ["leak"],
      because:
        "each round starts 100 brokers that announce themselves to each other, which takes minutes",
    },
    expected: [
      {
        runs: ["partition/half-open-*"],
        verdict: "fail",
        kinds: ["not-recovered", "lost", "crashed", "leak"],
        because:
          "no client has a time-out, so none notices a connection that went silent, and the promise of each SUBSCRIBE is left unhandled, so those that wait at close are unhandled rejections, and each reconnect leaves a publishing client behind",
      },
      {
        runs: ["startup-race/*"],
        verdict: "either",
        kinds: ["lost", "duplicate", "crashed", "leak"],
        because:
          "a node gets no event until the others have discovered it, and after a failed first connect moleculer and ioredis both connect again, so the node has two subscriptions",
      },
      {
        runs: [
          "restart/*",
          ...noticedCuts,
          "fan-out/one-cut-off",
          "overload/idle-after-reconnect",
          "shutdown/while-away",
        ],
        verdict: "fail",
        kinds: ["leak", "crashed", "lost", "duplicate"],
        because:
          "each `ready` of the subscribing client creates another publishing client and never closes the one before, SUBSCRIBE can reach Redis before the INFO of a reconnect so that ioredis rejects both and moleculer handles neither, and a node gets no event until it is discovered again",
      },
    ],
  },
];
