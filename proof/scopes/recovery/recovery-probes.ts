import type { ScriptedFault, ScriptedMessage } from "../../run-scripts/run-script.ts";
import { handledByBoth, oneEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const fault: ScriptedFault = {
  at: 20_000,
  healAt: 30_000,
  roles: ["publisher-0", "subscriber-0", "subscriber-1"],
};

/** How each of four probes after the heal fares: at its publisher, and in group `a`. */
const fares = ["in time", "late", "never", "rejected"] as const;
type Fare = (typeof fares)[number];

/** From the heal: close together, spread out, and up to the limit and beyond it. */
const paces = [
  [10, 60, 110, 160],
  [10, 200, 400, 600],
  [10, 26_000, 27_000, 28_000],
  [10, 30_001, 30_200, 30_400],
  [29_000, 29_800, 29_950, 30_300],
] as const;

export const recoveries: ProofScope = {
  name: "four probes after a heal: in time, late, never or rejected, at five paces",
  size: 2560,
  *scripts() {
    for (const [pace, first, second, third, fourth] of product(paces, fares, fares, fares, fares)) {
      const probes = [first, second, third, fourth].map((fare, at) =>
        probe(fare, 30_000 + pace[at]!),
      );
      for (const checkers of [["recovery"], []]) {
        const script = { guarantees: {}, checkers, members: oneEach, fault };
        yield { ...script, drain: "complete", messages: [handledByBoth(1000), ...probes] };
      }
    }
  },
};

function probe(fare: Fare, at: number): ScriptedMessage {
  const isRejected = fare === "rejected";
  const delays: Readonly<Record<Fare, readonly number[]>> = {
    "in time": [2],
    late: [400],
    never: [],
    rejected: [],
  };
  return {
    at,
    outcome: isRejected ? "rejected" : "acknowledged",
    entries: isRejected ? 0 : 1,
    byGroup: [0, 1].map((by) => ({
      deliveries: delays[by === 0 || isRejected ? fare : "in time"].map((delayMs) => ({
        at: at + delayMs,
        outcome: "handled",
        by,
      })),
    })),
  };
}
