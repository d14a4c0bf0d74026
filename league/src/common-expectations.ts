import type { FindingKind } from "../../src/judging/finding/finding.ts";
import type { Expectation, ReducedLoad } from "./entry.ts";

/** The cuts that a client notices at once, or by a reply that does not come. */
export const noticedCuts = [
  "partition/reset",
  "partition/refuse",
  "partition/replies-lost",
  "partition/flapping",
];

/** The kinds of findings besides `not-recovered` that a silent connection causes, by who is behind it. */
interface Unnoticed {
  readonly subscriber: readonly FindingKind[];
  readonly publisher?: readonly FindingKind[];
  /** A second reason, for the kinds that the silence alone does not explain. */
  readonly moreover?: string;
}

/** No client of these libraries asks anything on an idle connection, so a silent one is never noticed. */
export function neverNoticesSilence({
  subscriber,
  publisher = [],
  moreover,
}: Unnoticed): Expectation[] {
  const silence = "no client has a time-out, so none notices a connection that went silent";
  const because = moreover === undefined ? silence : `${silence}, and ${moreover}`;
  return [
    {
      runs: ["partition/half-open-subscriber"],
      verdict: "fail",
      kinds: ["not-recovered", ...subscriber],
      because,
    },
    {
      runs: ["partition/half-open-publisher", "partition/half-open-idle"],
      verdict: "fail",
      kinds: ["not-recovered", ...publisher],
      because,
    },
  ];
}

/** The reason of a crash at the end of a run with silent connections, for the Pub/Sub libraries that use ioredis. */
export const subscribesAgainUnhandled =
  "ioredis subscribes again after a reconnect without a handler for errors, so a close at that moment is an unhandled rejection";

export const resendsPublish: Expectation = {
  runs: ["restart/sig*", ...noticedCuts],
  verdict: "either",
  kinds: ["duplicate"],
  because:
    "ioredis sends a PUBLISH again after a reconnect if its reply was lost (autoResendUnfulfilledCommands), so a message can come twice",
};

export const losesPendingEntries: Expectation = {
  runs: [
    "restart/sig*",
    ...noticedCuts,
    "fan-out/one-cut-off",
    "startup-race/*cut-while-starting",
    "leak/*reconnects",
    "poison/*",
    "shutdown/hand-over",
    "consumer-crash/*",
    "overload/idle-after-reconnect",
    "error-replies/*",
    "trim/*",
  ],
  verdict: "either",
  kinds: ["lost", "stranded", "unacknowledged"],
  because:
    "an entry whose handler failed, or whose reply or XACK was lost, stays pending, because the loop never reads its pending entries again",
};

/** The close of a subscription, and in some libraries that of the client, while Redis is away. */
export function waitsAtClose(because: string): Expectation {
  return { runs: ["shutdown/while-away"], verdict: "fail", kinds: ["hung"], because };
}

export const groupNeverComesBack: Expectation = {
  runs: ["restart/self-check"],
  verdict: "fail",
  kinds: ["not-recovered", "stranded", "lost"],
  because:
    "it creates its group only once, so each read fails with NOGROUP after Redis came back empty",
};

/** A rate that each library of the league can handle on a busy machine, with round trips of 15 ms. */
export const slowLoad: Omit<ReducedLoad, "because"> = {
  scenarios: ["restart", "partition"],
  messagesPerSecond: 25,
};
