import type { Expectation, LeagueEntry } from "./entry.ts";

/** No client of these libraries sends a question on an idle connection, so silence is never noticed. */
const neverNoticesSilence: Expectation = {
  runs: ["partition/half-open-*"],
  verdict: "fail",
  kinds: ["not-recovered", "hung", "stranded", "lost"],
  because: "no client notices a connection that went silent, because none of them sets a time-out",
};

const losesPendingEntries: Expectation = {
  runs: ["restart/*", "partition/*", "fan-out/one-cut-off", "leak/*reconnects"],
  verdict: "either",
  kinds: ["lost", "stranded", "unacknowledged", "not-recovered"],
  because:
    "an entry whose reply or XACK was lost stays pending, because the loop never reads its pending entries again",
};

const groupNeverComesBack: Expectation = {
  runs: ["restart/self-check"],
  verdict: "fail",
  kinds: ["lost", "not-recovered", "stranded", "rejected"],
  because: "the loop does not create its group again after Redis came back empty",
};

/** The libraries, in the order of the page. */
export const entries: readonly LeagueEntry[] = [
  { name: "bullmq-queue", library: "bullmq", expected: [neverNoticesSilence] },
  {
    name: "bullmq-queue-socket-timeout",
    library: "bullmq",
    settings: "socketTimeout of 10 s",
    expected: [],
  },
  {
    name: "bullmq-queue-no-stalled-check",
    library: "bullmq",
    settings: "without the stalled check",
    expected: [
      neverNoticesSilence,
      {
        runs: ["restart/*", "partition/*"],
        verdict: "either",
        kinds: ["lost", "stranded"],
        because: "a job of a worker that lost its connection stays active for ever",
      },
    ],
  },
  {
    name: "bullmq-relay",
    library: "bullmq",
    expected: [
      neverNoticesSilence,
      {
        runs: ["fan-out/burst"],
        verdict: "fail",
        kinds: ["lost"],
        because:
          "an inbox holds 10 000 messages, and a faster publisher pushes the oldest ones out",
      },
    ],
  },
  {
    name: "bee-queue",
    library: "bee-queue",
    expected: [
      neverNoticesSilence,
      {
        runs: ["restart/*"],
        verdict: "fail",
        kinds: ["not-recovered", "crashed"],
        because:
          "it never loads its scripts again, so every publish after a restart fails with NOSCRIPT, and so does the check for stalled jobs, whose promise is left unhandled",
      },
    ],
  },
  {
    name: "ioredis-streams",
    library: "ioredis",
    expected: [neverNoticesSilence, groupNeverComesBack, losesPendingEntries],
  },
  {
    name: "node-redis-streams",
    library: "redis",
    expected: [neverNoticesSilence, groupNeverComesBack, losesPendingEntries],
  },
  { name: "node-redis-pubsub", library: "redis", expected: [neverNoticesSilence] },
  { name: "mqemitter-redis", library: "mqemitter-redis", expected: [neverNoticesSilence] },
  {
    name: "graphql-redis-subscriptions",
    library: "graphql-redis-subscriptions",
    expected: [
      neverNoticesSilence,
      {
        runs: ["partition/replies-lost*"],
        verdict: "either",
        kinds: ["duplicate"],
        because: "ioredis sends a PUBLISH again after its reply was lost",
      },
    ],
  },
  {
    name: "nestjs",
    library: "@nestjs/microservices",
    expected: [
      {
        runs: ["restart/*", "partition/*", "fan-out/one-cut-off", "leak/*reconnects"],
        verdict: "fail",
        kinds: ["lost", "not-recovered", "hung", "rejected", "crashed"],
        because: "by default the server never connects again",
      },
      {
        runs: ["startup-race/*"],
        verdict: "fail",
        kinds: ["lost"],
        because: "listen calls back before SUBSCRIBE is sent",
      },
    ],
  },
  {
    name: "nestjs-retry",
    library: "@nestjs/microservices",
    settings: "as its documents advise",
    expected: [
      neverNoticesSilence,
      {
        runs: ["startup-race/*"],
        verdict: "fail",
        kinds: ["lost"],
        because: "listen calls back before SUBSCRIBE is sent",
      },
    ],
  },
  {
    name: "socketio-streams",
    library: "@socket.io/redis-streams-adapter",
    expected: [
      { ...neverNoticesSilence, kinds: [...neverNoticesSilence.kinds, "leak"] },
      {
        runs: ["fan-out/burst"],
        verdict: "fail",
        kinds: ["lost", "leak"],
        because: "XADD trims the stream to about 10 000 entries",
      },
      {
        runs: ["*"],
        verdict: "either",
        kinds: ["lost", "leak"],
        because:
          "nothing says when a server reads its stream, a reader that had read nothing begins at the next entry again after a reconnect, and a closed server keeps its connection for up to 5 s",
      },
    ],
  },
  {
    name: "socketio-streams-confirmed",
    library: "@socket.io/redis-streams-adapter",
    settings: "waits for XADD and for the reader",
    expected: [
      neverNoticesSilence,
      {
        runs: ["fan-out/burst"],
        verdict: "fail",
        kinds: ["lost"],
        because: "XADD trims the stream to about 10 000 entries",
      },
    ],
  },
  {
    name: "socketio-pubsub",
    library: "@socket.io/redis-adapter",
    expected: [
      neverNoticesSilence,
      {
        runs: ["*"],
        verdict: "either",
        kinds: ["lost"],
        because:
          "nothing says when the pattern subscription is in force, so the first messages are lost",
      },
    ],
  },
  {
    name: "moleculer-channels",
    library: "@moleculer/channels",
    expected: [
      neverNoticesSilence,
      groupNeverComesBack,
      {
        runs: ["restart/*", "partition/*", "fan-out/one-cut-off"],
        verdict: "either",
        kinds: ["lost", "stranded", "unacknowledged"],
        because: "a pending entry of a lost reply is claimed after an hour",
      },
    ],
  },
  {
    name: "moleculer-channels-advised",
    library: "@moleculer/channels",
    settings: "as its documents advise",
    expected: [neverNoticesSilence, groupNeverComesBack],
  },
  {
    name: "moleculer-transporter",
    library: "moleculer",
    expected: [
      neverNoticesSilence,
      {
        runs: ["startup-race/*"],
        verdict: "fail",
        kinds: ["lost"],
        because: "a node gets no event until the others have discovered it",
      },
      {
        runs: ["restart/*", "partition/*", "fan-out/one-cut-off", "leak/*reconnects"],
        verdict: "either",
        kinds: ["lost", "crashed", "leak"],
        because:
          "each reconnect of the subscribing client creates another publishing client and never closes the one before, the check of ioredis with INFO is refused on a connection that subscribes, and a node gets no event until it is discovered again",
      },
      {
        runs: ["*"],
        verdict: "either",
        kinds: ["lost"],
        because: "a node gets no event until the others have discovered it",
      },
    ],
  },
  {
    name: "redis-streams-broker",
    library: "redis-streams-broker",
    expected: [
      { ...neverNoticesSilence, kinds: [...neverNoticesSilence.kinds, "crashed"] },
      { ...groupNeverComesBack, kinds: [...groupNeverComesBack.kinds, "crashed"] },
      {
        runs: ["*"],
        verdict: "fail",
        kinds: ["crashed", "lost"],
        because:
          "it leaves the promise of its read unhandled when it closes, and it trims each stream to about 100 entries",
      },
    ],
  },
  {
    name: "redis-streams-broker-untrimmed",
    library: "redis-streams-broker",
    settings: "without a length limit",
    expected: [
      { ...neverNoticesSilence, kinds: [...neverNoticesSilence.kinds, "crashed"] },
      { ...groupNeverComesBack, kinds: [...groupNeverComesBack.kinds, "crashed"] },
      {
        runs: ["*"],
        verdict: "fail",
        kinds: ["crashed"],
        because: "it leaves the promise of its read unhandled when it closes",
      },
    ],
  },
  {
    name: "boringnode-bus",
    library: "@boringnode/bus",
    expected: [neverNoticesSilence],
  },
];
