/**
 * Does a publish call hang? It does if it had not settled when the drain stalled, and had been open for
 * the recovery limit of 30 s by then. A call that settles after the drain counts as open, because the
 * harness ends all connections then. For example:
 *
 *     1000   publisher-0/0 is acknowledged, and both groups handle it
 *     60000  publisher-0/1 is published
 *     90000  the drain stalled
 *     90001  the call of publisher-0/1 is acknowledged
 *
 * `hung`, and the publish is in doubt. If the call was made at 60001, or settled at 90000, it does not
 * hang.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import {
  drainedAtMs,
  type ScriptedFault,
  type ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  deliveriesTo,
  drains,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const recoveryLimitMs = 30_000;
const calledAt = [-1, 0, 1].map((offMs) => drainedAtMs - recoveryLimitMs + offMs);
const outcomes = ["acknowledged", "rejected", "in doubt", "unsettled"] as const;

/** When group `a` gets the message; `undefined` for never. */
const arrivals = [undefined, drainedAtMs - 10, drainedAtMs + 10] as const;

export const unsettledPublishes: ProofScope = {
  name: "a publish that settles before, with or after the end of the drain, or never",
  size: 1890,
  *scripts() {
    const ends = [...drains, undefined] as const;
    for (const [at, outcome, settledAt] of product(calledAt, outcomes, settledTimes)) {
      for (const [arrivesAt, entries, drain, delivery] of product(
        arrivals,
        [0, 1],
        ends,
        deliveryGuarantees,
      )) {
        if (outcome === "unsettled" && settledAt !== settledTimes[0]) continue;
        if (drain === undefined && entries === 0) continue;
        const last = {
          at,
          outcome,
          tookMs: settledAt - at,
          entries,
          byGroup: arrivalOf(arrivesAt),
        };
        const messages = [handledByBoth(1000), last];
        yield { guarantees: { delivery }, members: oneMemberEach, messages, drain };
      }
    }
  },
};

const settledTimes = [-1, 0, 1].map((offMs) => drainedAtMs + offMs);

function arrivalOf(arrivesAt: number | undefined): ScriptedMessage["byGroup"] {
  if (arrivesAt === undefined) return [noDeliveries, noDeliveries];
  return [deliveriesTo(["handled"], arrivesAt - 2, 0), noDeliveries];
}

const cut: ScriptedFault = { at: 20_000, healAt: 30_000, roles: ["publisher-0"] };

/** When the four probes are sent, after the heal. */
const probesAfterHealMs = [
  [10, 200, 400, 600],
  [10, 26_900, 26_999, 27_000],
  [10, 29_990, 30_000, 30_001],
  [10, 30_001, 30_200, 30_400],
] as const;

/**
 * If the publisher did not recover, `not-recovered` reports its open calls too, so they do not hang. The
 * calls at which it is true, of four, decide whether the publisher recovered.
 */
export const unsettledProbes: ProofScope = {
  name: "probes that never settle, of a publisher that recovers from a fault or does not",
  size: 768,
  *scripts() {
    for (const [times, ...settles] of product(
      probesAfterHealMs,
      [true, false],
      [true, false],
      [true, false],
      [true, false],
    )) {
      const probes = settles.map((isSettled, at): ScriptedMessage => {
        const message = handledByBoth(30_000 + times[at]!);
        return isSettled
          ? message
          : { ...message, outcome: "unsettled", entries: 0, byGroup: [noDeliveries, noDeliveries] };
      });
      const messages = [handledByBoth(1000), ...probes];
      for (const [checkers, drain, delivery] of product(
        [["recovery"], []],
        ["stalled", "complete"] as const,
        deliveryGuarantees,
      )) {
        yield {
          guarantees: { delivery },
          checkers,
          members: oneMemberEach,
          fault: cut,
          messages,
          drain,
        };
      }
    }
  },
};
