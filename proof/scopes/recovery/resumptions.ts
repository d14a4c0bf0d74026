import {
  drainedAtMs,
  type ScriptedOperation,
  type ScriptedFault,
} from "../../run-scripts/run-script.ts";
import {
  claims,
  deliveryGuarantees,
  drains,
  handledByBoth,
  noDeliveries,
  oneEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const healedMs = 30_000;
const fault: ScriptedFault = { at: 20_000, healAt: healedMs, roles: ["subscriber-0"] };
const faults = [undefined, fault, { ...fault, healAt: null }, { ...fault, isVerified: false }];

/** How late the harness itself was, and when it said so. */
function* delays(): Generator<readonly ScriptedOperation[]> {
  yield [];
  for (const [ms, at] of product([500, 501], [healedMs - 1, healedMs, healedMs + 1, drainedAtMs])) {
    for (const sample of ["harness", "traffic"]) yield [delayed(sample, ms, at)];
    yield [delayed("harness", ms, at), delayed("harness", 3, drainedAtMs - 1)];
  }
}

function delayed(sample: string, eventLoopDelayMs: number, at: number): ScriptedOperation {
  const common = { kind: "sample", type: "info", process: "harness" } as const;
  return { at, draft: { ...common, sample, values: { eventLoopDelayMs } } };
}

export const resumptions: ProofScope = {
  name: "runs that move again after a fault or not, by a harness that is late or not",
  size: 3200,
  *scripts() {
    const missed = { ...handledByBoth(40_000), byGroup: [noDeliveries, noDeliveries] };
    const ends = [...drains, undefined] as const;
    for (const [by, drain, extraOperations] of product(faults, ends, [...delays()])) {
      for (const [isAsked, isMissed, delivery] of product(claims, claims, deliveryGuarantees)) {
        const checkers = isAsked ? ["resumption"] : [];
        const messages = [handledByBoth(1000), ...(isMissed ? [missed] : [handledByBoth(40_000)])];
        const script = { guarantees: { delivery }, checkers, members: oneEach, messages, drain };
        yield { ...script, extraOperations, ...(by && { fault: by }) };
      }
    }
  },
};
