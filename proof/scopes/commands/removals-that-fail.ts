/**
 * Does work stay in a key, although its group asks to remove it? For example:
 *
 *     1500   EVAL of subscriber-0 on orders:a returns publisher-0/0, which it handles at 2000
 *     2500   its ten ZREM on orders:a remove nothing
 *     90000  the drain is complete; orders:a holds one element
 *
 * `unacknowledged`. Nine removals, one that removed something, or an empty key are enough to report nothing.
 */
import { deliveryGuarantees } from "../../../src/bus/contract.ts";
import { scriptedCommand, unreadableConnection } from "../../run-scripts/command-script.ts";
import {
  drainedAtMs,
  keyOf,
  type ScriptedFault,
  type ScriptedOperation,
} from "../../run-scripts/run-script.ts";
import { deliveriesTo, drains, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const key = "orders:a";
const by = { process: "subscriber-0", key } as const;
const cut: ScriptedFault = { at: 3000, healAt: 3500, roles: ["subscriber-0"] };
const faults = [undefined, cut, { ...cut, losesAll: true }, { ...cut, losesLastMs: 3000 }] as const;
const reads: readonly ScriptedOperation[] = [
  scriptedCommand({ at: 1500, ...by, command: "EVAL", returned: [keyOf(0)] }),
  scriptedCommand({ at: 1500, ...by, command: "EVAL" }),
  scriptedCommand({ at: 1500, ...by, command: "EVAL", key: "orders:b", returned: [keyOf(0)] }),
  scriptedCommand({ at: 1500, ...by, command: "EVAL", returned: [keyOf(0)], repliedAt: null }),
  scriptedCommand({
    at: 1500,
    ...by,
    process: "subscriber-1",
    command: "EVAL",
    returned: [keyOf(0)],
  }),
];
/** How the last of the removals ends. */
const lasts = [{ reply: "0" }, { reply: "1" }, {}, { executedAt: null }] as const;
const sizes = [undefined, 0, 1, 7] as const;

export const removalsThatFail: ProofScope = {
  name: "one message read from a key and handled, and removals from that key that may remove nothing",
  size: 17_280,
  *scripts() {
    for (const [read, last, size, fault] of product(reads, lasts, sizes, faults)) {
      for (const [count, outcome, delivery] of product(
        [9, 10],
        ["handled", "failed"] as const,
        deliveryGuarantees,
      )) {
        const unreadable = count === 10 ? [false, true] : [false];
        for (const [drain, isUnreadable] of product(drains, unreadable)) {
          const removal = { at: 2500, ...by, command: "ZREM" } as const;
          const removals = Array.from({ length: count }, (_, at) =>
            scriptedCommand({ ...removal, ...(at === count - 1 ? last : { reply: "0" }) }),
          );
          const own = { deliveries: [{ at: 2000, outcome, by: 0 }] };
          const byGroup = [own, deliveriesTo(["handled"], 1000, 1)];
          yield {
            guarantees: { delivery },
            ...(fault && { fault }),
            members: oneMemberEach,
            messages: [{ at: 1000, outcome: "acknowledged", entries: 1, byGroup }],
            drain,
            audit: "none",
            hasCommands: true,
            extraOperations: [
              read,
              ...removals,
              ...(size === undefined ? [] : [sizesOf(size)]),
              ...(isUnreadable
                ? [unreadableConnection(by.process, 500, "it begins with 0x16")]
                : []),
            ],
          };
        }
      }
    }
  },
};

function sizesOf(size: number): ScriptedOperation {
  const common = { kind: "sample", type: "info", process: "auditor", sample: "sizes" } as const;
  return { at: drainedAtMs + 1, draft: { ...common, values: { [key]: size } } };
}
