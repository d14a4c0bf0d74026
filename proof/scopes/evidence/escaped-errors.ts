/**
 * Which verdict has an error that reached no caller, or a call that failed? Its origin decides, and
 * neither the moment nor another error changes that. For example:
 *
 *     1000   publisher-0/0 is acknowledged, and both groups handle it
 *     1500   a promise of subscriber-0 is rejected, and nothing handles it
 *     90000  the drain is complete
 *
 * `crashed`, so the verdict is `fail`. A blocked event loop is `hung`. A failed call, or an error of unknown origin, is
 * `no-evidence`.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type { StrayErrorOrigin } from "../../../src/history/operations/run-operations.ts";
import type { ScriptedMessage, ScriptedOperation } from "../../run-scripts/run-script.ts";
import {
  drains,
  handledByBoth,
  noDeliveries,
  oneMemberEach,
} from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const origins: readonly (StrayErrorOrigin | "unknown")[] = [
  "call",
  "uncaught-exception",
  "unhandled-rejection",
  "unhandled-error-event",
  "exit",
  "died",
  "blocked",
  "unknown",
];
const neverHandled: ScriptedMessage = {
  at: 1000,
  outcome: "acknowledged",
  entries: 1,
  byGroup: [noDeliveries, noDeliveries],
};

export const escapedErrors: ProofScope = {
  name: "up to two errors of the bus that reached no caller, or calls that failed",
  size: 3456,
  *scripts() {
    const ends = [...drains, undefined] as const;
    const loads = [handledByBoth(1000), neverHandled];
    for (const [first, second, at] of product(origins, [undefined, ...origins], [1500, 95_000])) {
      const errors = [errorAt(at, first), ...(second ? [errorAt(at + 1, second)] : [])];
      for (const [drain, message, delivery] of product(ends, loads, deliveryGuarantees)) {
        const script = { guarantees: { delivery }, members: oneMemberEach, messages: [message] };
        yield { ...script, drain, extraOperations: errors };
      }
    }
  },
};

function errorAt(at: number, origin: StrayErrorOrigin | "unknown"): ScriptedOperation {
  const common = { kind: "stray-error", type: "info", process: "subscriber-0" } as const;
  const known = origin === "unknown" ? {} : { origin };
  return { at, draft: { ...common, error: `an error of origin ${origin}`, ...known } };
}
