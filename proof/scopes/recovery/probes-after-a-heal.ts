/**
 * Did every publisher and group recover within the limit of 30 s? Four messages after the heal are the
 * probes. Each is handled in time, late or never, or is rejected. For example:
 *
 *     20000  every connection is cut
 *     30000  the fault is healed
 *     30010  publisher-0/1 is published, and no group ever gets it
 *     60001  publisher-0/2 is published and handled in time, and so are the next two
 *
 * The last failed probe is 10 ms after the heal and the first good one 30 001 ms after it. The limit
 * lies in between, so `not-recovered` is `unknown`.
 */
import type { ScriptedFault, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { eitherWay, handledByBoth, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const fault: ScriptedFault = {
  at: 20_000,
  healAt: 30_000,
  roles: ["publisher-0", "subscriber-0", "subscriber-1"],
};

/** The result of a probe: at its publisher if it is rejected, otherwise in group `a`. */
const probeOutcomes = ["in time", "late", "never", "rejected"] as const;
type ProbeOutcome = (typeof probeOutcomes)[number];

/** When the four probes are sent, after the heal: close together, spread out, and around the limit. */
const sentAfterHealMs = [
  [10, 60, 110, 160],
  [10, 200, 400, 600],
  [10, 26_000, 27_000, 28_000],
  [10, 30_001, 30_200, 30_400],
  [29_000, 29_800, 29_950, 30_300],
] as const;

export const recoveryProbes: ProofScope = {
  name: "four probes after a heal: in time, late, never or rejected, sent at five different paces",
  size: 2560,
  *scripts() {
    for (const [times, first, second, third, fourth] of product(
      sentAfterHealMs,
      probeOutcomes,
      probeOutcomes,
      probeOutcomes,
      probeOutcomes,
    )) {
      const probes = [first, second, third, fourth].map((outcome, at) =>
        probe(outcome, 30_000 + times[at]!),
      );
      for (const checkers of [["recovery"], []]) {
        const script = { guarantees: {}, checkers, members: oneMemberEach, fault };
        const messages = [handledByBoth(1000), ...probes];
        yield { ...script, drain: "complete", messages };
      }
    }
  },
};

/** The probes come every 150 ms; these that follow one another are bad, and after a while one more may be. */
export const slipsAfterRecovery: ProofScope = {
  name: "bad probes long after the recovery: how many, how bad, how long after, and once more or not",
  size: 1440,
  *scripts() {
    const starts = [30_010, 56_600];
    const firstBad = [1, 20, 21, 22, 24];
    const kinds = ["late", "never", "rejected"] as const;
    for (const [startMs, at, count, outcome] of product(starts, firstBad, [1, 2, 3, 4], kinds)) {
      for (const [again, total] of product([0, 4, 23, 24], [26, 28, 50])) {
        const isBad = (position: number): boolean =>
          (position >= at && position < at + count) ||
          (again > 0 && position === at + count + again);
        const probes = Array.from({ length: total }, (_, position) =>
          probe(isBad(position) ? outcome : "in time", startMs + 150 * position),
        );
        const checkers = ["recovery"];
        const script = { guarantees: {}, checkers, members: oneMemberEach, fault };
        yield { ...script, drain: "complete", messages: [handledByBoth(1000), ...probes] };
      }
    }
  },
};

/** For how long three probes are good. */
const goodForMs = [299, 300, 1799, 1800, 1801];

/** Before the fault a message took 500 ms, so a probe may take 1500 ms, and three of them must be good for 1800 ms. */
export const probesOfSlowBuses: ProofScope = {
  name: "three good probes of a bus that was slow before the fault, for a short or a long time",
  size: 60,
  *scripts() {
    const outcomes = ["in time", "never", "rejected"] as const;
    for (const [goodMs, first, isPublisherSlow, isOfEarlierVersion] of product(
      goodForMs,
      outcomes,
      eitherWay,
      eitherWay,
    )) {
      const good = [0, 1, goodMs].map((afterMs) => probe("in time", 31_600 + afterMs));
      const deliveries = handledByBoth(isPublisherSlow ? 1000 : 1498);
      const slow = { ...deliveries, at: 1000, tookMs: isPublisherSlow ? 500 : 1 };
      const messages = [slow, probe(first, 30_010), ...good];
      const script = { guarantees: {}, checkers: ["recovery"], members: oneMemberEach, fault };
      yield { ...script, drain: "complete", messages, isOfEarlierVersion };
    }
  },
};

const delaysMs: Readonly<Record<ProbeOutcome, readonly number[]>> = {
  "in time": [2],
  late: [400],
  never: [],
  rejected: [],
};

function probe(outcome: ProbeOutcome, at: number): ScriptedMessage {
  const isRejected = outcome === "rejected";
  return {
    at,
    outcome: isRejected ? "rejected" : "acknowledged",
    entries: isRejected ? 0 : 1,
    byGroup: [0, 1].map((by) => ({
      deliveries: delaysMs[by === 0 || isRejected ? outcome : "in time"].map((delayMs) => ({
        at: at + delayMs,
        outcome: "handled",
        by,
      })),
    })),
  };
}
