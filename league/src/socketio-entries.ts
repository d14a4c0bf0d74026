import {
  neverNoticesSilence,
  resendsPublish,
  subscribesAgainUnhandled,
} from "./common-expectations.ts";
import type { Expectation, LeagueEntry } from "./entry.ts";

const streamIsTrimmed: Expectation = {
  runs: ["fan-out/burst"],
  verdict: "fail",
  kinds: ["lost"],
  because:
    "XADD trims the stream to about 10 000 entries, so servers that are further behind lose the rest",
};
const staysConnected =
  "a closed server disconnects its reader only when an XREAD of up to 5 s returns";

/** `emit` returns before anything is sent, so a publish that is never sent counts as lost too. */
const silence = neverNoticesSilence({
  subscriber: ["lost", "crashed"],
  publisher: ["lost", "crashed"],
  moreover: subscribesAgainUnhandled,
});
const confirmedSilence = neverNoticesSilence({
  subscriber: ["lost", "crashed"],
  publisher: ["crashed"],
  moreover: subscribesAgainUnhandled,
});

/** A server that closes soon after its start, as in the rounds of a leak run. */
const rejectsItsSubscribe: Expectation = {
  runs: ["leak/*"],
  verdict: "either",
  kinds: ["crashed"],
  because:
    "it leaves the promise of its SUBSCRIBE unhandled, so a server that closes before Redis has answered rejects it",
};

/** Adds the connection that a closed server keeps, in each run in which no message ends its last XREAD. */
function withLeak(expectation: Expectation): Expectation {
  const { kinds, because } = expectation;
  return {
    ...expectation,
    kinds: [...kinds, "leak"],
    because: `${because}, and ${staysConnected}`,
  };
}

/** The libraries of Socket.IO. */
export const socketioEntries: readonly LeagueEntry[] = [
  {
    name: "socketio-streams",
    library: "@socket.io/redis-streams-adapter",
    expected: [
      ...[...silence, streamIsTrimmed].map(withLeak),
      withLeak(rejectsItsSubscribe),
      withLeak({
        runs: ["startup-race/*"],
        verdict: "either",
        kinds: ["lost"],
        because:
          "a server reads from `$`, and nothing says when its first XREAD has begun, so the first messages can be lost",
      }),
      { runs: ["*"], verdict: "either", kinds: ["leak"], because: staysConnected },
    ],
  },
  {
    name: "socketio-streams-confirmed",
    library: "@socket.io/redis-streams-adapter",
    settings: "waits for XADD and for the reader",
    expected: [...confirmedSilence, streamIsTrimmed, rejectsItsSubscribe],
  },
  {
    name: "socketio-pubsub",
    library: "@socket.io/redis-adapter",
    expected: [
      ...silence,
      resendsPublish,
      {
        runs: ["startup-race/*"],
        verdict: "either",
        kinds: ["lost"],
        because: "nothing says when PSUBSCRIBE is in force, so the first messages can be lost",
      },
      {
        runs: ["leak/*"],
        verdict: "either",
        kinds: ["crashed"],
        because:
          "it leaves the promises of PSUBSCRIBE and SUBSCRIBE unhandled, so a server that closes before Redis has answered rejects them",
      },
    ],
  },
];
