/**
 * Which findings count against a bus if Redis itself failed? For example:
 *
 *     1000   publisher-0/0 is acknowledged, and only group a handles it
 *     2000   Redis answers XADD with `MISCONF Errors writing to the AOF file`
 *     90000  the drain ends: something is left, and nothing moved for the whole limit
 *
 * `lost`, but `unknown`: the loss may follow from the disk of Redis. A promise of subscriber-0 that was
 * rejected and not handled stays `crashed` and `fail`: a bus must survive the errors of its Redis.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import type {
  RunScript,
  ScriptedFault,
  ScriptedMessage,
  ScriptedOperation,
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

export const redisInTrouble: ProofScope = {
  name: "runs in which Redis itself failed, or refused commands as planned",
  size: 756,
  *scripts() {
    for (const [trouble, fault, drain] of product(troubles, [undefined, restart], drains)) {
      for (const [lastMessage, deduplicates, delivery] of product(
        lastMessages,
        eitherWay,
        deliveryGuarantees,
      )) {
        const messages = [handledByBoth(1000), lastMessage];
        const script = { guarantees: { delivery, deduplicates }, members: oneMemberEach, messages };
        const operations = { hasCommands: true, extraOperations: trouble };
        yield { ...script, drain, audit: "none", ...operations, ...(fault && { fault }) };
      }
    }
  },
};

/** As above, with the findings that stop a service: a publish that fails or hangs, a crash. */
export const failuresInTrouble: ProofScope = {
  name: "runs in which Redis itself failed, and a publish failed or hung, or the bus crashed",
  size: 1008,
  *scripts() {
    for (const [trouble, fault, drain] of product(troubles, [undefined, restart], drains)) {
      for (const [failure, isCrashed, delivery] of product(
        failures,
        eitherWay,
        deliveryGuarantees,
      )) {
        const { rescued, ...message } = failure;
        const messages = [handledByBoth(1000), { ...notHandled, ...message }];
        const extraOperations = [...trouble, ...(isCrashed ? [crash] : [])];
        const common = {
          guarantees: { delivery },
          checkers: ["rejection"],
          members: oneMemberEach,
        };
        const operations = {
          messages,
          drain,
          audit: "none",
          hasCommands: true,
          extraOperations,
        } as const;
        yield { ...common, ...operations, ...(fault && { fault }), ...(rescued && { rescued }) };
      }
    }
  },
};

const restart: ScriptedFault = { at: 20_000, healAt: 30_000, roles: ["subscriber-0"] };

function refusal(at: number, error: string, executed: boolean): ScriptedOperation {
  const place = { connection: 0, occurrence: 1, command: "PING" } as const;
  const times = { forwardedMs: at, repliedMs: at, ...(executed && { executedMs: at }) };
  const common = { kind: "wire", type: "ok", process: "publisher-0" } as const;
  return { at, draft: { ...common, ...place, error, ...times } };
}

const misconf = "MISCONF Errors writing to the AOF file: No space left on device";
const loading = "LOADING Redis is loading the dataset in memory";
const common = { kind: "redis-trouble", type: "info", process: "auditor" } as const;
const troubles: readonly (readonly ScriptedOperation[])[] = [
  [],
  [{ at: 90_002, draft: { ...common, trouble: "died", detail: "connect ECONNREFUSED" } }],
  [{ at: 90_002, draft: { ...common, trouble: "cannot-write", detail: "err" } }],
  [refusal(2000, misconf, true)],
  [refusal(2000, misconf, false)],
  [refusal(25_000, loading, true)],
  [refusal(60_000, loading, true)],
];

const once = { at: 40_001, outcome: "handled", by: 1 } as const;
const lastMessages: readonly ScriptedMessage[] = [
  handledByBoth(40_000),
  {
    at: 40_000,
    outcome: "acknowledged",
    entries: 1,
    byGroup: [noDeliveries, { deliveries: [once] }],
  },
  {
    at: 40_000,
    outcome: "acknowledged",
    entries: 1,
    byGroup: [
      { deliveries: [{ ...once, by: 0 }] },
      { deliveries: [once, { ...once, at: 40_010 }] },
    ],
  },
];

const notHandled = { at: 40_000, entries: 0, byGroup: [noDeliveries, noDeliveries] } as const;
const failures: readonly (Pick<ScriptedMessage, "outcome"> & Pick<RunScript, "rescued">)[] = [
  { outcome: "rejected" },
  { outcome: "in doubt" },
  { outcome: "unsettled" },
  { outcome: "acknowledged", rescued: [1] },
];
const crash: ScriptedOperation = {
  at: 50_000,
  draft: {
    kind: "stray-error",
    type: "info",
    process: "subscriber-0",
    error: "MISCONF Errors writing to the AOF file",
    origin: "unhandled-rejection",
  },
};
