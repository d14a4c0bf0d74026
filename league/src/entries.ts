import {
  groupNeverComesBack,
  losesPendingEntries,
  neverNoticesSilence,
  noticedCuts,
  resendsPublish,
  slowLoad,
  subscribesAgainUnhandled,
  waitsAtClose,
} from "./common-expectations.ts";
import type { Expectation, LeagueEntry } from "./entry.ts";
import { moleculerEntries } from "./moleculer-entries.ts";
import { socketioEntries } from "./socketio-entries.ts";

const pubsubSilence = neverNoticesSilence({ subscriber: ["lost"] });
const ioredisPubsubSilence = neverNoticesSilence({
  subscriber: ["lost", "crashed"],
  publisher: ["crashed"],
  moreover: subscribesAgainUnhandled,
});
const streamSilence = neverNoticesSilence({ subscriber: ["stranded", "lost"] });
const ioredisSilence = neverNoticesSilence({
  subscriber: ["stranded", "lost", "unacknowledged", "hung"],
  publisher: ["hung"],
  moreover:
    "`disconnect()` of an ioredis client that waits to connect again settles none of its commands, so a close that waits for its read hangs",
});
const beeQueueSilence = neverNoticesSilence({
  subscriber: ["stranded", "crashed"],
  publisher: ["crashed"],
  moreover:
    "a check for stalled jobs that loses its connection in the end is an unhandled rejection",
});
const workerWaitsAtClose = waitsAtClose(
  "a worker waits at close for its connection to come back, without a limit",
);
/** A worker waits at close for commands that never get a reply. */
const bullmqSilence = neverNoticesSilence({ subscriber: ["stranded", "hung"] });

const listensBeforeSubscribe: Expectation = {
  runs: ["startup-race/*-new", "startup-race/cut-while-starting"],
  verdict: "either",
  kinds: ["lost"],
  because: "`listen` calls back before SUBSCRIBE is sent, so the first messages can be lost",
};

const trims: Expectation = {
  runs: ["restart/*", "partition/*", "fan-out/*", "startup-race/*", "leak/*"],
  verdict: "either",
  kinds: ["lost"],
  because:
    "each XADD trims the stream to about 100 entries, so a group that is behind loses the rest",
};

/** The read of redis-streams-broker has no handler for its errors. */
const crashesOnReadErrors: Expectation[] = [
  {
    runs: ["restart/self-check"],
    verdict: "fail",
    kinds: ["crashed", "not-recovered", "stranded", "lost"],
    because:
      "it creates its group only once, and the NOGROUP of each read after Redis came back empty is an unhandled rejection",
  },
  {
    runs: ["partition/half-open-*"],
    verdict: "fail",
    kinds: ["crashed", "not-recovered", "stranded", "lost"],
    because:
      "no client has a time-out, so none notices a connection that went silent, and a read that fails at close is an unhandled rejection",
  },
];

/** It calls handlers without a catch, and reads no entry a second time. */
const leavesFailures: Expectation[] = [
  {
    runs: ["poison/*"],
    verdict: "fail",
    kinds: ["crashed", "lost"],
    because: "a handler that fails is an unhandled rejection, and its entry stays pending for ever",
  },
  {
    runs: ["error-replies/loading"],
    verdict: "fail",
    kinds: ["crashed"],
    because: "a read that gets an error is an unhandled rejection",
  },
  {
    runs: ["shutdown/*"],
    verdict: "either",
    kinds: ["lost"],
    because:
      "an entry that was read before the close stays pending, and each XADD trims the stream to about 100 entries",
  },
];

/** The libraries, in the order of the page. */
export const entries: readonly LeagueEntry[] = [
  { name: "bullmq-queue", library: "bullmq", expected: [...bullmqSilence, workerWaitsAtClose] },
  {
    name: "bullmq-queue-socket-timeout",
    library: "bullmq",
    settings: "socketTimeout of 10 s",
    expected: [workerWaitsAtClose],
  },
  {
    name: "bullmq-queue-no-stalled-check",
    library: "bullmq",
    settings: "without the stalled check",
    expected: [
      ...neverNoticesSilence({ subscriber: ["stranded", "hung", "lost"] }),
      workerWaitsAtClose,
      {
        runs: ["partition/replies-lost"],
        verdict: "fail",
        kinds: ["lost"],
        because:
          "the job of a lost reply to moveToActive stays in the list `active` for ever: only the stalled check takes it from there",
      },
      {
        runs: [
          "restart/sig*",
          "partition/reset",
          "partition/refuse",
          "partition/flapping",
          "leak/*",
        ],
        verdict: "either",
        kinds: ["lost"],
        because:
          "a job whose worker lost its connection while it fetched the job stays in the list `active` for ever",
      },
    ],
  },
  {
    name: "bullmq-relay",
    library: "bullmq",
    expected: [
      ...pubsubSilence,
      workerWaitsAtClose,
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
      ...beeQueueSilence,
      {
        runs: ["restart/*"],
        verdict: "fail",
        kinds: ["not-recovered", "crashed"],
        because:
          "it never loads its scripts again, so every publish after a restart fails with NOSCRIPT, and so does the check for stalled jobs, whose promise is left unhandled",
      },
      {
        runs: [
          ...noticedCuts,
          "fan-out/*-one-cut-off",
          "startup-race/*-cut-while-starting",
          "leak/*reconnects",
        ],
        verdict: "either",
        kinds: ["crashed"],
        because:
          "a check for stalled jobs that loses its connection is an unhandled rejection: with a callback, the library handles only one of its two promises",
      },
    ],
  },
  {
    name: "ioredis-streams",
    library: "ioredis",
    expected: [
      ...ioredisSilence,
      groupNeverComesBack,
      losesPendingEntries,
      waitsAtClose(
        "`disconnect()` of an ioredis client that waits to connect again settles none of its commands, so a close that waits for its read hangs",
      ),
    ],
  },
  {
    name: "node-redis-streams",
    library: "redis",
    expected: [...streamSilence, groupNeverComesBack, losesPendingEntries],
  },
  {
    name: "node-redis-pubsub",
    library: "redis",
    expected: [
      ...pubsubSilence,
      waitsAtClose(
        "`unsubscribe` of node-redis waits for a reply, also while it has no connection",
      ),
    ],
  },
  // It drops a message that comes twice, so a PUBLISH that is sent again does no harm.
  { name: "mqemitter-redis", library: "mqemitter-redis", expected: ioredisPubsubSilence },
  {
    name: "graphql-redis-subscriptions",
    library: "graphql-redis-subscriptions",
    expected: [...ioredisPubsubSilence, resendsPublish],
  },
  {
    name: "nestjs",
    library: "@nestjs/microservices",
    expected: [
      ...pubsubSilence,
      {
        runs: ["restart/*", ...noticedCuts, "fan-out/one-cut-off"],
        verdict: "fail",
        kinds: ["not-recovered", "lost"],
        because: "by default a server that lost its connection never connects again",
      },
      {
        runs: ["leak/*reconnects"],
        verdict: "fail",
        kinds: ["lost", "crashed"],
        because: "by default a server that lost its connection never connects again",
      },
      {
        runs: ["startup-race/cut-while-starting"],
        verdict: "fail",
        kinds: ["not-recovered", "crashed", "lost"],
        because:
          "by default a server that lost its connection never connects again, and the promise of its SUBSCRIBE is left unhandled",
      },
      listensBeforeSubscribe,
    ],
  },
  {
    name: "nestjs-retry",
    library: "@nestjs/microservices",
    settings: "as its documents advise",
    expected: [...ioredisPubsubSilence, resendsPublish, listensBeforeSubscribe],
  },
  ...socketioEntries,
  ...moleculerEntries,
  {
    name: "redis-streams-broker",
    library: "redis-streams-broker",
    expected: [
      ...crashesOnReadErrors,
      ...leavesFailures,
      {
        runs: ["fan-out/burst"],
        verdict: "fail",
        kinds: ["lost"],
        because: trims.because,
      },
      trims,
    ],
  },
  {
    name: "redis-streams-broker-untrimmed",
    library: "redis-streams-broker",
    settings: "without a length limit",
    load: {
      ...slowLoad,
      because:
        "it reads two messages at a time and waits for each XACK, so a busy machine cannot handle 200 a second",
    },
    expected: [...crashesOnReadErrors, ...leavesFailures, losesPendingEntries],
  },
  {
    name: "boringnode-bus",
    library: "@boringnode/bus",
    expected: neverNoticesSilence({
      subscriber: ["lost", "crashed"],
      publisher: ["lost", "crashed"],
      moreover: subscribesAgainUnhandled,
    }),
  },
];
