/**
 * When does a run show too little for a verdict? The fault was never verified, the drain did not finish,
 * the auditor found nothing, nothing was published or subscribed, or the history is cut off. For example:
 *
 *     1000   publisher-0/0 is acknowledged, and both groups handle it
 *     20000  the connections of subscriber-0 are cut, but the harness did not see that they broke
 *     30000  the fault is healed
 *     90000  the drain is complete
 *
 * `no-evidence`, so the verdict is `unknown`: the fault may not have taken effect.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  ScriptedFault,
  ScriptedMember,
  ScriptedMessage,
} from "../../run-scripts/run-script.ts";
import {
  drains,
  eitherWay,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Every combination of the reasons, because one reason must not hide another. */
export const missingEvidence: ProofScope = {
  name: "runs without evidence of a fault, a drain, an audit or a load, or that are cut off",
  size: 5616,
  *scripts() {
    const ends = [...drains, undefined] as const;
    const audit = ["sound", "failed", "none"] as const;
    for (const [fault, drain, audited] of product([undefined, ...faults()], ends, audit)) {
      for (const [members, messages, torn] of product(audiences, loads, eitherWay)) {
        for (const delivery of deliveryGuarantees) {
          const script = { guarantees: { delivery }, members, messages, drain };
          yield { ...script, audit: audited, torn, ...(fault && { fault }) };
        }
      }
    }
  },
};

function* faults(): Generator<ScriptedFault> {
  const kinds = ["seen", "not seen", "none"] as const;
  for (const [evidence, isVerified, healAt] of product(kinds, eitherWay, [30_000, null])) {
    yield { at: 20_000, healAt, roles: ["subscriber-0"], evidence, isVerified };
  }
}

const audiences: readonly (readonly ScriptedMember[])[] = [
  oneMemberEach,
  [{ group: 0 }, { group: 1, readyAt: null }],
];
const rejected: ScriptedMessage = {
  at: 1000,
  outcome: "rejected",
  entries: 0,
  byGroup: [noDeliveries, noDeliveries],
};
const loads: readonly (readonly ScriptedMessage[])[] = [[], [rejected], [handledByBoth(1000)]];

export const runsWithoutSubscribers: ProofScope = {
  name: "runs without a subscriber, and runs without any operation",
  size: 48,
  *scripts() {
    for (const [drain, audit] of product(
      [...drains, undefined] as const,
      ["sound", "none"] as const,
    )) {
      for (const [messages, delivery] of product([[], [rejected]], deliveryGuarantees)) {
        yield { guarantees: { delivery }, members: [], messages, drain, audit };
      }
    }
  },
};

export const bypassedLinks: ProofScope = {
  name: "runs with all the evidence, and with a connection that came through no link",
  size: 6,
  *scripts() {
    for (const [delivery, isBypassed] of product(deliveryGuarantees, eitherWay)) {
      const messages = [handledByBoth(1000)];
      const script = { guarantees: { delivery }, members: oneMemberEach, messages };
      const bypass = { kind: "bypass", type: "info", process: "auditor", client: "mine" } as const;
      const extraOperations = isBypassed ? [{ at: 2000, draft: bypass }] : [];
      yield { ...script, drain: "complete", audit: "none", extraOperations };
    }
  },
};

export const cutOffHistories: ProofScope = {
  name: "runs with all the evidence, but with a history that is cut off",
  size: 6,
  *scripts() {
    for (const [delivery, audit] of product(deliveryGuarantees, ["sound", "none"] as const)) {
      const messages = [handledByBoth(1000)];
      const script = { guarantees: { delivery }, members: oneMemberEach, messages };
      yield { ...script, drain: "complete", audit, torn: true };
    }
  },
};
