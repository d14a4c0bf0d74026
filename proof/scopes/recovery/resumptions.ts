/**
 * Did the bus move again after the fault, for a run that measures no recovery time? A drain that
 * stalled means that it did not, unless the harness itself was late. For example:
 *
 *     20000  the connections of subscriber-0 are cut
 *     30000  the fault is healed
 *     30001  the harness measures that its own event loop was blocked for 501 ms
 *     90000  the drain stalled
 *
 * `not-recovered` is `unknown`, because the harness was short of CPU. With 500 ms it is `fail`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import {
  drainedAtMs,
  type ScriptedFault,
  type ScriptedOperation,
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

const healedMs = 30_000;
const cut: ScriptedFault = { at: 20_000, healAt: healedMs, roles: ["subscriber-0"] };
const faults = [undefined, cut, { ...cut, healAt: null }, { ...cut, isVerified: false }];

/** How long the event loop was blocked, and when that was recorded. */
function* everyDelay(): Generator<readonly ScriptedOperation[]> {
  yield [];
  for (const [ms, at] of product([500, 501], [healedMs - 1, healedMs, healedMs + 1, drainedAtMs])) {
    for (const sample of ["harness", "traffic"]) yield [delaySample(sample, ms, at)];
    yield [delaySample("harness", ms, at), delaySample("harness", 3, drainedAtMs - 1)];
  }
}

function delaySample(sample: string, eventLoopDelayMs: number, at: number): ScriptedOperation {
  const common = { kind: "sample", type: "info", process: "harness" } as const;
  return { at, draft: { ...common, sample, values: { eventLoopDelayMs } } };
}

export const resumptions: ProofScope = {
  name: "runs that move again after a fault or not, with a harness that is late or not",
  size: 4800,
  *scripts() {
    const missed = { ...handledByBoth(40_000), byGroup: [noDeliveries, noDeliveries] };
    const ends = [...drains, undefined] as const;
    for (const [fault, drain, extraOperations] of product(faults, ends, [...everyDelay()])) {
      for (const [isAsked, isMissed, delivery] of product(
        eitherWay,
        eitherWay,
        deliveryGuarantees,
      )) {
        const checkers = isAsked ? ["resumption"] : [];
        const messages = [handledByBoth(1000), isMissed ? missed : handledByBoth(40_000)];
        const script = { guarantees: { delivery }, checkers, members: oneMemberEach, messages };
        yield { ...script, drain, extraOperations, ...(fault && { fault }) };
      }
    }
  },
};
